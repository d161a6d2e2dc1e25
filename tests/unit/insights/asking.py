"""Questions as the event of their classification tells them."""

from typing import Any

from salestalk.contracts.classification import Filter
from salestalk.contracts.events import ClassificationPerformed, Event
from salestalk.insights.demand import Learned, Questions
from tests.unit.insights.room import Room
from tests.unit.planning.world import understood


class _Asked:
    """Called with a room and an event, it learns; `about` makes the event's data."""

    def __call__(self, room: Room, event: Event) -> Learned:
        data: Any = event.data
        questions = Questions(room.store, room.strategy)
        return questions.learn(event, data.classification, now=int(room.now.timestamp()), deadline=1e9)

    def about(self, subject: str, *, group_by: tuple[str, ...] = (), **filters: str) -> ClassificationPerformed:
        named = [Filter(key=name, value=value) for name, value in filters.items()]
        return ClassificationPerformed(
            message_id="6f1f64ab-3b0a-4d0e-9a53-0f3a4b7f1c11",
            original_text="How is it?",
            classification=understood(subject, filters=named, group_by=group_by).classification,
            classifier_model="builtin",
            processing_time_ms=1,
        )


asked = _Asked()
