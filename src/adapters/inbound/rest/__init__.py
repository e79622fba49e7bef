"""The REST API: it calls the facades and speaks JSON."""
