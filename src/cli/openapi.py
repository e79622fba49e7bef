"""`bosonline openapi`."""

import click

from bosonline.adapters.inbound import logs
from bosonline.container import create_app
from bosonline.settings import Settings


@click.command(short_help="Print the description of the API.")
def openapi() -> None:
    """Print the description of the API: OpenAPI in JSON, as GET /openapi.json gives it."""
    logs.configure(level="error")
    app = create_app(Settings.from_environment())
    with app.test_client() as client:
        answer = client.get("/openapi.json", headers={"Host": "localhost"})
    click.echo(answer.get_data(as_text=True))
