BEGIN TRANSACTION;
CREATE TABLE ambiguities (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  other TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (document, other)
) WITHOUT ROWID;
CREATE TABLE changes (
  revision INTEGER NOT NULL,
  document TEXT NOT NULL,
  what TEXT NOT NULL,           
  PRIMARY KEY (revision, document)
) WITHOUT ROWID;
INSERT INTO "changes" VALUES(1,'deyolfwtdbb','added');
CREATE TABLE citations (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  target_key TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE claims (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (document, source, name)
) WITHOUT ROWID;
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  number TEXT NOT NULL,         
  number_raw TEXT NOT NULL,
  index_number TEXT NOT NULL,
  issued TEXT,
  subjects TEXT NOT NULL,
  interpretation TEXT NOT NULL, 
  revision INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "documents" VALUES('deyolfwtdbb','local_rule','云岭省示例旧办法','云岭省示例旧办法','云岭省人民政府令第12号','云岭省人民政府令第12号','','2010-03-01','[]','',1);
CREATE TABLE effects (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  target_key TEXT NOT NULL,
  target_number TEXT NOT NULL,
  body BLOB NOT NULL            
);
CREATE TABLE events (
  key INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  day TEXT,
  effective TEXT,
  until TEXT,
  body BLOB NOT NULL            
);
INSERT INTO "events" VALUES(1,'9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,'deyolfwtdbb','issued','2010-03-01',NULL,NULL,X'8CA46B696E64A6697373756564A26F6EAA323031302D30332D3031A9656666656374697665C0A865766964656E636585A6736F75726365D94039663537643635643766356465346239616237306261613539613331646565636438306234646637373139616562396530633233376534323332373461623538A573746172740AA3656E6421A571756F7465D93532303130E5B9B433E69C8831E697A5E4BA91E5B2ADE79C81E4BABAE6B091E694BFE5BA9CE4BBA4E7ACAC3132E58FB7E585ACE5B883A472756C65AB6E6F74652E697373756564A2627984A57469746C65A0A66E756D626572D920E4BA91E5B2ADE79C81E4BABAE6B091E694BFE5BA9CE4BBA4E7ACAC3132E58FB7A76973737565727391B5E4BA91E5B2ADE79C81E4BABAE6B091E694BFE5BA9CA56461746564AA323031302D30332D3031A562795F6964C0A76F7264696E616CC0A66D616E6E6572A6E585ACE5B883A6746172676574C0A4626F6479B5E4BA91E5B2ADE79C81E4BABAE6B091E694BFE5BA9CA5756E74696CC0A472616E6B01');
INSERT INTO "events" VALUES(2,'9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,'deyolfwtdbb','commenced','2010-05-01','2010-05-01',NULL,X'8CA46B696E64A9636F6D6D656E636564A26F6EAA323031302D30352D3031A9656666656374697665AA323031302D30352D3031A865766964656E636585A6736F75726365D94039663537643635643766356465346239616237306261613539613331646565636438306234646637373139616562396530633233376534323332373461623538A57374617274CC99A3656E64CCA9A571756F7465D924E69CACE58A9EE6B395E887AA32303130E5B9B435E69C8831E697A5E8B5B7E696BDE8A18CA472756C65B3636C617573652E636F6D6D656E63656D656E74A26279C0A562795F6964C0A76F7264696E616CC0A66D616E6E6572A0A6746172676574C0A4626F6479A0A5756E74696CC0A472616E6B01');
CREATE TABLE facts (
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (source, draft, ordinal)
) WITHOUT ROWID;
INSERT INTO "facts" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,0,'deyolfwtdbb','title','云岭省示例旧办法','云岭省示例旧办法',0,8,'title.front');
INSERT INTO "facts" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,1,'deyolfwtdbb','kind','local_rule','云岭省示例旧办法',0,0,'kind.local');
INSERT INTO "facts" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,2,'deyolfwtdbb','number','云岭省人民政府令第12号','2010年3月1日云岭省人民政府令第12号公布',10,33,'note.issued');
INSERT INTO "facts" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,3,'deyolfwtdbb','issuers','云岭省人民政府','2010年3月1日云岭省人民政府令第12号公布',10,33,'note.issued');
CREATE TABLE issuers (
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  region TEXT NOT NULL,
  PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
INSERT INTO "issuers" VALUES('deyolfwtdbb',0,'云岭省人民政府','','云岭省');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('revision','1');
CREATE TABLE places (
  path TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE provisions (
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,     
  depth INTEGER NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  rows TEXT NOT NULL,           
  PRIMARY KEY (version, ordinal)
) WITHOUT ROWID;
INSERT INTO "provisions" VALUES(1,0,0,'front','front','','','云岭省示例旧办法','');
INSERT INTO "provisions" VALUES(1,1,1,'front.note-1','note','','','（2010年3月1日云岭省人民政府令第12号公布）','');
INSERT INTO "provisions" VALUES(1,2,0,'ch-1','ch','第一章','总则','','');
INSERT INTO "provisions" VALUES(1,3,1,'art-1','art','第一条','','为了规范示例市场的管理，制定本办法。','');
INSERT INTO "provisions" VALUES(1,4,1,'art-2','art','第二条','','本办法适用于本省行政区域内的示例市场。','');
INSERT INTO "provisions" VALUES(1,5,0,'ch-2','ch','第二章','管理','','');
INSERT INTO "provisions" VALUES(1,6,1,'art-3','art','第三条','','','');
INSERT INTO "provisions" VALUES(1,7,2,'art-3.par-1','par','','','开办者应当公示下列事项：','');
INSERT INTO "provisions" VALUES(1,8,3,'art-3.par-1.item-1','item','（一）','','收费标准；','');
INSERT INTO "provisions" VALUES(1,9,3,'art-3.par-1.item-2','item','（二）','','投诉电话。','');
INSERT INTO "provisions" VALUES(1,10,1,'art-4','art','第四条','','违反本办法的，按旧事处理。','');
INSERT INTO "provisions" VALUES(1,11,1,'art-5','art','第五条','','本办法自2010年5月1日起施行。','');
CREATE TABLE remarks (
  source TEXT NOT NULL,
  draft INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (source, draft, ordinal)
) WITHOUT ROWID;
CREATE TABLE sources (
  sha256 TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  size INTEGER NOT NULL,
  stamp TEXT NOT NULL,          
  code TEXT NOT NULL,           
  message TEXT NOT NULL,
  revision INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "sources" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58','旧.txt','txt',472,'c8af6d5c5fe8960f','','',1);
CREATE TABLE texts (
  source TEXT NOT NULL REFERENCES sources (sha256),
  draft INTEGER NOT NULL,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  version INTEGER NOT NULL REFERENCES versions (key) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  digest TEXT NOT NULL,
  cover INTEGER,                
  title TEXT NOT NULL,
  attachments TEXT NOT NULL,
  PRIMARY KEY (source, draft)
) WITHOUT ROWID;
INSERT INTO "texts" VALUES('9f57d65d7f5de4b9ab70baa59a31deecd80b4df7719aeb9e0c237e423274ab58',0,'deyolfwtdbb',1,0,170,5200001,'ff3e0efac2aedbc7dbd225e8b9b241d3',NULL,'云岭省示例旧办法','[]');
CREATE TABLE versions (
  key INTEGER PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  dated TEXT,
  since TEXT,
  until TEXT,
  articles INTEGER NOT NULL
);
INSERT INTO "versions" VALUES(1,'deyolfwtdbb','2010-03-01','2010-05-01',NULL,5);
CREATE INDEX places_by_source ON places (sha256);
CREATE INDEX documents_by_title ON documents (title_key);
CREATE INDEX documents_by_number ON documents (number);
CREATE INDEX documents_by_issued ON documents (issued);
CREATE INDEX issuers_by_name ON issuers (name);
CREATE INDEX versions_by_document ON versions (document);
CREATE INDEX texts_by_version ON texts (version);
CREATE INDEX texts_by_document ON texts (document);
CREATE INDEX provisions_by_path ON provisions (version, path);
CREATE INDEX events_by_document ON events (document);
CREATE INDEX events_by_source ON events (source);
CREATE INDEX effects_by_target ON effects (target_key);
CREATE INDEX effects_by_number ON effects (target_number);
CREATE INDEX effects_by_document ON effects (document);
CREATE INDEX effects_by_source ON effects (source);
CREATE INDEX citations_by_document ON citations (document);
CREATE INDEX citations_by_target ON citations (target_key);
CREATE INDEX citations_by_source ON citations (source);
CREATE INDEX facts_by_document ON facts (document);
COMMIT;
PRAGMA user_version = 1;
