"""The system's complaints about files, said in Vietnamese."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã dùng hết dung lượng được cấp",
    errno.EFBIG: "tệp vượt quá cỡ cho phép",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOTDIR: "trong đường dẫn có tên là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.EEXIST: "đã có tệp trùng tên",
    errno.ENOENT: "không có thư mục này",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết vòng tròn",
    errno.EBUSY: "tệp đang được dùng",
    errno.ETXTBSY: "tệp đang được dùng",
    errno.EIO: "ổ đĩa có lỗi",
}


def reason(error: OSError) -> str:
    """Why the system refused to read or write, in a few words."""
    return _REASONS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")
