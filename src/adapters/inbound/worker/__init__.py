"""What happens without a request: events are delivered, long jobs done, and duties when their time has come."""

from bosonline.adapters.inbound.worker.lane import Lane
from bosonline.adapters.inbound.worker.relay import Delivery, Handler, Relay
from bosonline.adapters.inbound.worker.schedule import Duty, Schedule
from bosonline.adapters.inbound.worker.worker import Worker

__all__ = ["Delivery", "Duty", "Handler", "Lane", "Relay", "Schedule", "Worker"]
