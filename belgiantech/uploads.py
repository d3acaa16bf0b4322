"""What a browser sends along as a file."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 4 * 1024 * 1024  # of all files of a request together
MOST_BYTES_OF_LISTS = 20 * 1024 * 1024


class SmallFiles(FileUploadHandler):
    """Keeps files in memory and never on disk. One that is too large for that has its size and no content: the form
    that takes it says so. Whoever asks for larger ones sets another handler in the view."""

    most = MOST_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = self.most
        self.kept = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.room -= len(raw_data)
        if self.room >= 0:
            self.kept.write(raw_data)
        else:
            self.kept = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


class Lists(SmallFiles):
    """As large as a list may be."""

    most = MOST_BYTES_OF_LISTS
