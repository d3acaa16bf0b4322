"""Django's PostgreSQL backend, with a server of the checkout's own that starts on the first real connection.

Settings give DATA_DIR, the folder of the servers' data. Tests get a server of their own, without durability:
creating the test database switches to it, for all threads of the process.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, client, creation

from belgiantech.embedded_postgres.server import PORT, USER, Server, server_of


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the server running and its own psql."""

    connection: "DatabaseWrapper"

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.start_server()
        type(self).executable_name = str(self.connection.server.place.programs / "psql")
        super().runshell(parameters)


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        self.connection.close()
        self.connection.settings_dict["FOR_TESTS"] = True
        return super().create_test_db(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient
    creation_class = DatabaseCreation

    @property
    def server(self) -> Server:
        settings = self.settings_dict
        return server_of(Path(settings["DATA_DIR"]), for_tests=settings.get("FOR_TESTS", False))

    def start_server(self) -> None:
        """Raises ServerError, a database error, if the server cannot be started."""
        self.settings_dict["HOST"] = str(self.server.ensure())
        self.settings_dict["PORT"] = PORT
        self.settings_dict["USER"] = USER

    def get_connection_params(self) -> dict[str, Any]:
        if not self.server.in_use:
            self.start_server()
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:  # it may have crashed since: start it again, then show the error
            self.start_server()
            return super().get_new_connection(super().get_connection_params())
