"""The queue of jobs, as whoever asks for one and whoever works on it see it."""

from salestalk.adapters.queue_sqs import SqsQueue
from salestalk.contracts.offboarding import JobNote
from salestalk.values import frozen


@frozen
class JobsQueue:
    """Implements `salestalk.offboarding.ports.JobQueue`."""

    queue: SqsQueue

    def put(self, note: JobNote, *, delay: int, deadline: float) -> None:
        """Put a message, to be seen after so many (0 to 900) seconds. Raises `Unavailable`."""
        self.queue.send(note.as_json(), delay=delay, deadline=deadline)
