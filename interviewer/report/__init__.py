"""The pages people look at: one file each, opened from disk, reaching no server."""

from interviewer.report.pages import environment, write_page

__all__ = ["environment", "write_page"]
