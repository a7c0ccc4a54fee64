"""Closed lists: words of which it is certain how they are written and joined."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split("|"))


VERBS = _set(
    "phát huy|phát động|phát hiện|phát triển|khen thưởng|tập trung|giao nhiệm|giao chỉ|giao cho|"
    "phối hợp|triển khai|tổ chức|gắn công|gắn việc|gắn kết|tăng cường|nâng cao|đẩy mạnh|"
    "hướng dẫn|chỉ đạo|chủ trì|chủ động|kiểm tra|giám sát|đôn đốc|theo dõi|tổng hợp|"
    "xây dựng|thực hiện|rà soát|hỗ trợ|tuyên truyền|vận động|khuyến khích|huy động|bố trí|"
    "bảo đảm|đảm bảo|đề xuất|tham mưu|kiện toàn|cập nhật|đánh giá|xử lý|giải quyết|tiếp tục|"
    "tiếp nhận|hoàn thành|hoàn thiện|ưu tiên|chú trọng|quan tâm|mở rộng|nhân rộng|lồng ghép|"
    "quản lý|sử dụng|khai thác|bồi dưỡng|đào tạo|phân công|phân bổ|phân cấp|cân đối|cung cấp|"
    "công khai|công bố|khắc phục|ngăn chặn|phòng ngừa|hạn chế|kịp thời|thường xuyên|nghiêm túc|"
    "nghiêm cấm|khẩn trương|tạo điều|tạo việc|tạo sự|thu hút|thúc đẩy|góp phần|phấn đấu|duy trì|"
    "củng cố|đổi mới|đa dạng|giới thiệu|tư vấn|lựa chọn|lập danh|lập kế|lập hồ|lập dự|ban hành|"
    "quán triệt|xác định|tích cực|chịu trách|yêu cầu|kết nối|xúc tiến|vận hành|"
    "trang bị|chuẩn bị|tham gia|tôn vinh|biểu dương|giảm tỷ|giảm số|giảm dần|giữ gìn|"
    "giữ vững|không để|rút kinh|lấy ý|trình cấp|gửi báo|đưa vào"
)
"""Openings of a clause that say what to do; two syllables each, in lower case."""

CONNECTIVES = _set(
    "các|những|một số|đồng thời|ngoài ra|bên cạnh|đối với|trong đó|trong quá|trường hợp|nếu|khi|"
    "nhằm|để|đến năm|từ năm|riêng|nhất là|đặc biệt|trên cơ|theo đó|hằng năm|hàng năm|định kỳ|mỗi|"
    "việc|tuy nhiên|do đó|vì vậy|căn cứ vào|phần lớn|nhiều|có các|có phụ|có cơ|có kế|không có|"
    "người dân|người đứng|người nghèo|người lao|đối tượng|cán bộ|kinh phí|thời gian|tỷ lệ|mức hỗ|"
    "hộ nghèo|hộ cận|hộ gia|nguồn vốn|nguồn kinh"
)
"""Other words that open a clause and begin no name."""

ENUMERATING = _set(
    "gồm|sau|như|là|án|dung|vực|đề|chí|nhóm|phần|trình|mục|hình|tục|vụ|động|pháp|tiêu|khâu|bước|môn|"
    "phòng|sở|ban|ngành|cục|tâm|trường|viện|hội|vị|quan|tổ|khoa|đội"
)
"""Syllables before a colon that tell of a list of titles to come."""

COMMON_NOUNS = _set(
    "kết quả|tình hình|tiến độ|hiệu quả|chất lượng|số liệu|nguồn lực|khó khăn|trách nhiệm|kinh phí|"
    "nhu cầu|số lượng|thời gian|nguyên nhân"
)
"""Nouns that open no name of an agency, programme or law."""


def _forms(names: str) -> dict[str, str]:
    return {name.lower(): name for name in _set(names)}


OFFICIAL = _forms(
    "Ủy ban nhân dân|Hội đồng nhân dân|Thủ tướng Chính phủ|Thủ tướng|Chính phủ|Quốc hội|Bộ trưởng|"
    "Chủ tịch|Phó Chủ tịch|Giám đốc|Phó Giám đốc|Nghị định|Nghị quyết|Quyết định|Chỉ thị|Thông tư|"
    "Kế hoạch|Chương trình|Trung ương|Mặt trận Tổ quốc"
)
"""Names, offices and types of documents, by their lower case, where they begin with a capital."""

LAWS = _set(
    "tổ chức chính quyền địa phương|tổ chức Chính phủ|tổ chức Quốc hội|tổ chức Hội đồng nhân dân|"
    "ban hành văn bản quy phạm pháp luật|ngân sách nhà nước|đầu tư công|đất đai|đấu thầu|lưu trữ|"
    "giao dịch điện tử|an ninh mạng|bảo hiểm y tế|bảo hiểm xã hội|trợ giúp pháp lý|việc làm|"
    "phòng, chống tham nhũng|phòng, chống thiên tai|phòng, chống ma túy|bảo vệ môi trường|"
    "lâm nghiệp|trẻ em|người cao tuổi|người khuyết tật|giáo dục nghề nghiệp|thi đua, khen thưởng|"
    "cán bộ, công chức|viên chức|khiếu nại|tố cáo|tiếp công dân|tiếp cận thông tin|hợp tác xã|"
    "bình đẳng giới|khám bệnh, chữa bệnh|phòng cháy và chữa cháy|thủ đô|kế toán|thống kê"
)
"""Names of laws as they stand after 'Luật', but for their capital."""

HOLIDAYS = _forms("Nguyên đán|Trung thu|Đoan ngọ|Quốc khánh")
"""Names of holidays, by their lower case."""

NAME_AND_VERB = _set(
    "tổ chức|quản lý|quản trị|chỉ đạo|chỉ huy|lãnh đạo|điều hành|điều phối|thẩm định|thẩm tra|"
    "kiểm tra|kiểm soát|kiểm định|kiểm toán|kiểm nghiệm|thanh tra|giám sát|giám định|xây dựng|"
    "đầu tư|tư vấn|hướng dẫn|nghiên cứu|đào tạo|sản xuất|kinh doanh|vận hành|khai thác|bảo vệ|"
    "bảo trợ|phát triển|báo cáo|đánh giá|điều tra|thi hành|quy định|đăng ký|cấp phép|công chứng|"
    "hỗ trợ|vận tải|thu gom|xử lý|phối hợp|chủ trì|chủ quản|soạn thảo|tham mưu|đề xuất|đề nghị|"
    "thu hồi|tiếp nhận|giải quyết|thường trực|giao dịch|yêu cầu|vi phạm|thụ hưởng|hưởng lợi|"
    "cung cấp|sử dụng|phục vụ|lao động|vay vốn|tố cáo|khiếu nại|kiến nghị|thi công|thiết kế|"
    "công tác|thống kê|lưu trữ|liên kết|hợp tác|giới thiệu|bảo hiểm|bảo lãnh|chuyển giao|"
    "làm việc|lập quy hoạch|quy hoạch|kế hoạch|dự báo|cảnh báo|cứu hộ|cứu nạn|kinh tế"
)
"""An agency or person is named by it and then does it: 'các tổ chức tổ chức thực hiện'."""

DEEDS = _set(
    "phối hợp|đề xuất|đề nghị|hướng dẫn|báo cáo|đánh giá|hỗ trợ|xử lý|giải quyết|tham mưu|"
    "kiến nghị|phục vụ|sử dụng|cung cấp|giới thiệu|yêu cầu|tiếp nhận|đăng ký|kiểm tra|giám sát|"
    "xây dựng"
)
"""Those of NAME_AND_VERB that name someone only after a noun ('cơ quan phối hợp')."""

FUNCTION_WORDS = _set(
    "của|và|các|những|là|với|để|nhằm|hoặc|nhưng|cho|sẽ|đang|đã|thì|mà|nếu|vì|này|đó|rằng|cũng|vẫn"
)
"""Function words that end no other word, as 'được' ends 'đạt được' and 'theo' ends 'kèm theo'."""

EMPHASIS = _set("từng|mỗi|ngày|dần|mãi|rất|càng|lần")
"""What begins so is repeated on purpose: 'từng bước từng bước', 'ngày càng ngày càng'."""

ABBREVIATIONS = _set("tp|tx|tt|th|ts|gs|pgs|bs|ths|đc|st|nxb|tr|vv|stt|sđt|đt|ô|cn")
"""Abbreviations after which a full stop ends no sentence."""
