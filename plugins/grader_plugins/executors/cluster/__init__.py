"""Workers of a ``dask.distributed`` cluster: on other machines, by the address of a scheduler.

Theory of operation
-------------------
The command sends chunks of submissions, and gets back chunks of packed reports
(:mod:`~grader_plugins.executors.cluster.messages`: bytes that hold plain data, so that dask, which
pickles what it moves, pickles nothing but bytes and the name of one of our functions). A plugin of
the worker keeps the judges (:mod:`~grader_plugins.executors.cluster.on_worker`): each is a process
of its own with its own wall, as ``local`` has them, open from the first chunk to the end of the
run. So student code that ends its judge ends no worker.

No answer travels. A worker reads the assignment where it lies there, and its judge refuses to begin
where the assignment, the grader, a plugin or a data set is not what the command has.

A chunk whose worker is lost is given to another by the scheduler; after a few lost workers it gives
up. Nobody knows then which submission is to blame, so each of that chunk is graded again, alone on
the whole cluster, and only one that costs workers then is told as ungraded.
"""
