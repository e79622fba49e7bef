"""Everything that can be done to reach a buyer."""

from dataclasses import dataclass

from bosonline.application.ordering.answer_follow_up import OptOut, RecordFollowUpOutcome
from bosonline.application.ordering.follow_up import FollowUpOrder
from bosonline.application.ordering.follow_up_schedule import ReadFollowUpSchedule, SaveFollowUpSchedule
from bosonline.application.ordering.follow_up_templates import ReadFollowUpTemplates, SaveFollowUpTemplates
from bosonline.application.ordering.read_follow_ups import ReadFollowUpAttempts


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingUp:
    """The use cases of follow-ups: one part of `Ordering`."""

    follow_up: FollowUpOrder
    read_attempts: ReadFollowUpAttempts
    read_templates: ReadFollowUpTemplates
    save_templates: SaveFollowUpTemplates
    read_schedule: ReadFollowUpSchedule
    save_schedule: SaveFollowUpSchedule
    record_outcome: RecordFollowUpOutcome
    opt_out: OptOut
