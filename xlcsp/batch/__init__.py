"""Many partnerships, each a task of its own, on this machine or on a cluster."""

from xlcsp.batch.run import batch, partnerships, tasks
from xlcsp.batch.task import CURRENT, FAILED, WRITTEN, Outcome, Task, report_of

__all__ = ["CURRENT", "FAILED", "WRITTEN", "Outcome", "Task", "batch", "partnerships", "report_of", "tasks"]
