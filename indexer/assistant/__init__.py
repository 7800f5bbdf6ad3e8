"""How is it asked by an assistant? Four tools over the Model Context Protocol: the law's own words, its status, nothing else."""
