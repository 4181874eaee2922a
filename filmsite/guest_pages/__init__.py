"""Pages as every guest gets them, kept in the memory of the web process: `middleware` answers, `versions` says whether
what is kept still holds, `store` keeps it within bounds."""
