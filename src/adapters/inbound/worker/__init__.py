"""What happens without a request: recorded events are delivered, and duties done when their time has come."""

from bosonline.adapters.inbound.worker.relay import Delivery, Handler, Relay
from bosonline.adapters.inbound.worker.schedule import Duty, Schedule
from bosonline.adapters.inbound.worker.worker import Worker

__all__ = ["Delivery", "Duty", "Handler", "Relay", "Schedule", "Worker"]
