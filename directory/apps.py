from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from belgiantech import checks  # noqa: F401 - importing registers them
