"""Two bare Django pages to measure by: `const`, a string; `tpl`, twenty posts, five queries, a plain template.

The middleware of a new Django project, Django's own template engine, the database settings of the site.
"""
