"""The built-in plugins: references, loaders, check kinds, data sets, diagnosis and reporters.

Each package is a plugin like any other, named in ``grader.plugin_manager.BUILT_INS``. All of them
run in the judge.
"""
