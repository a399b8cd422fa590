"""What pages for people share: colours, the stylesheet's base, templates, headers, files.

A surface with pages has a stylesheet and scripts of its own in ``static/``; here is what makes
all of them look like one house.
"""
