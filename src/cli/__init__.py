"""The command line: `bosonline COMMAND`. What a command needs is imported when it runs."""

from bosonline.cli.commands import LazyGroup

main = LazyGroup(
    name="bosonline",
    help="""BosOnline: order forms, orders and their follow-up for social sellers.

    Settings come from BOSONLINE_... variables; `bosonline doctor` says whether they and everything around are well.
    """,
    commands_of={
        "serve": "Serve the API, with everything that it needs in development.",
        "worker": "Deliver recorded events and do what recurs.",
        "migrate": "Bring the database to the newest schema.",
        "sample-data": "Load a store to look around in.",
        "create-admin": "Open the account of somebody who runs the platform.",
        "import-areas": "Take in the districts as a provider numbers them.",
        "openapi": "Print the description of the API.",
        "sandbox": "Run the twins of the outside parties.",
        "recount": "Sum up all orders anew.",
        "doctor": "Look whether everything is well.",
    },
)
"""The entry point."""
