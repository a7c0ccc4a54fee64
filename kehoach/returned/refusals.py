"""Why words of a returned file are not written into the YAML, and where a person edits them."""

from __future__ import annotations

from kehoach.document import Run

BY_HAND = {
    "": "không có chỗ tương ứng trong tệp YAML",
    "noi_nhan": "nơi nhận phải ghi rõ gửi ai; sửa ở noi_nhan",
    "can_cu": "căn cứ lấy từ sổ viện dẫn; sửa ở can_cu và vien_dan",
    "ky": "chữ ký: sửa ở khoá ky",
    "the_thuc": "thể thức: sửa ở khoá the_thuc",
    "phu_luc": "thêm, bỏ hàng hoặc bảng: sửa ở phu_luc, hoặc dùng kehoach annex",
}


def why(run: Run) -> str:
    """Why a computed run is not written: what it comes from, and where that is edited."""
    assert run.refers_to
    kind, keys = run.refers_to
    match kind:
        case "danh_so" | "ket_thuc" | "noi_nhan":
            return "số thứ tự, dấu đầu dòng và dấu kết thúc do máy đặt"
        case "nam":
            return "năm kế hoạch: sửa ở khoá nam"
        case "han":
            return "thời hạn: sửa ở khoá han của nội dung này"
        case "don_vi":
            return f"tên lấy từ sổ đơn vị: sửa mục {'+'.join(keys)} trong don_vi.yaml"
        case "vien_dan":
            return f"văn bản viện dẫn: sửa ở {run.refers_to}"
        case "chi_tieu":
            return f"chỉ tiêu do máy tính: sửa ở {run.refers_to}"
        case "phu_luc":
            return "số liệu lấy từ phụ lục: sửa số gốc ở phu_luc"
    return "phần máy tự lập: sửa ở khoá tương ứng trong tệp YAML"
