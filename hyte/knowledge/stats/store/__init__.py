"""One store of numbers: releases that never change, what is derived from them, and the areas they are drawn by.

As a library it needs a folder and a `catalogue.json` (`catalogue.FileCatalogue`); anything that satisfies
`catalogue.Catalogue` may stand in for the file.
"""
