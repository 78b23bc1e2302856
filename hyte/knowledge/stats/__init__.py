"""Published methods for rates, inequality, trends and hiding, as a library without Django.

A method is either an *expression* (an Ibis table in, an Ibis table out: the same code on DuckDB and on Spark) or a *kernel*
(collected rows in and out, numpy and scipy, seeded where it draws numbers); its docstring says which. Each gives `value`,
`lower`, `upper`, `confidence`, `method` and `withheld`, which is null or the reason why no value is given.
"""
