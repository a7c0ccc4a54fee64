/* Filters, the side-by-side view and their state in the address: #td-12?xem=song-song&co-quan=so_yt.
   The page reads as a plain list without any of this. */
(() => {
  "use strict";
  const form = document.getElementById("bo-loc");
  if (!form) return;
  const changes = [...document.querySelectorAll(".thay-doi")];
  const kinds = [...form.querySelectorAll("[name=loai]")];
  const agency = form.elements["co-quan"];
  const status = document.getElementById("trang-thai-loc");

  const chosen = () => kinds.filter((box) => box.checked).map((box) => box.value);

  function parameters() {
    const given = new URLSearchParams();
    if (form.elements.xem.value === "song-song") given.set("xem", "song-song");
    if (form.elements["noi-dung"].checked) given.set("noi-dung", "1");
    if (chosen().length < kinds.length) given.set("loai", chosen().join("."));
    if (agency && agency.value) given.set("co-quan", agency.value);
    return given.toString();
  }

  function readAddress() {
    const [id, query] = location.hash.slice(1).split("?");
    if (query !== undefined || !id) {
      const given = new URLSearchParams(query);
      form.elements.xem.value = given.get("xem") === "song-song" ? "song-song" : "lien-dong";
      form.elements["noi-dung"].checked = given.has("noi-dung");
      const wanted = given.has("loai") ? given.get("loai").split(".") : null;
      for (const box of kinds) box.checked = !wanted || wanted.includes(box.value);
      if (agency) {
        agency.value = given.get("co-quan") || "";
        if (agency.selectedIndex < 0) agency.value = "";
      }
    }
    return id;
  }

  function writeAddress() {
    const [id] = location.hash.slice(1).split("?");
    const query = parameters();
    history.replaceState(null, "", `#${id}${query ? `?${query}` : ""}`);
  }

  function isShown(change) {
    if (form.elements["noi-dung"].checked && "heQua" in change.dataset) return false;
    if (!chosen().includes(change.dataset.loai)) return false;
    return !agency || !agency.value || change.dataset.coQuan.split(" ").includes(agency.value);
  }

  function apply() {
    document.body.classList.toggle("song-song", form.elements.xem.value === "song-song");
    if (form.elements.xem.value === "song-song") makePairs();
    for (const change of changes) change.hidden = !isShown(change);
    for (const table of document.querySelectorAll(".so-lieu")) {
      table.parentElement.hidden = !table.querySelector(".thay-doi:not([hidden])");
    }
    for (const entry of document.querySelectorAll("[data-cho]")) {
      entry.hidden = document.getElementById(entry.dataset.cho).hidden;
    }
    for (const entry of document.querySelectorAll("[data-phan]")) {
      const part = document.getElementById(entry.dataset.phan);
      const count = part.querySelectorAll(".thay-doi:not([hidden])").length;
      part.hidden = entry.hidden = !count;
      entry.querySelector(".bao-nhieu").textContent = count;
    }
    tell(changes.filter((change) => !change.hidden).length);
  }

  function tell(count) {
    const filtered = count < changes.length;
    status.className = filtered ? "dang-loc" : "";
    status.textContent = !filtered
      ? `Đang hiện tất cả ${changes.length} thay đổi.`
      : count
        ? `Đang lọc: hiện ${count} trong ${changes.length} thay đổi.`
        : `Không có thay đổi nào khớp bộ lọc (có ${changes.length} thay đổi); bấm “Bỏ lọc” để xem tất cả.`;
  }

  /* Both columns are made of the marked text, each without what the other side alone has. */
  function makePairs() {
    if (document.querySelector(".hai-cot")) return;
    for (const text of document.querySelectorAll(".loi-van")) {
      const pair = document.createElement("div");
      pair.className = "hai-cot";
      for (const [label, other] of [["Bản cũ", "ins, .chenh"], ["Bản mới", "del"]]) {
        const column = text.cloneNode(true);
        column.className = "cot";
        for (const gone of column.querySelectorAll(`.mui-ten, ${other}`)) gone.remove();
        if (!column.textContent.trim()) column.innerHTML = "<i>(không có)</i>";
        const title = document.createElement("b");
        title.textContent = label;
        column.prepend(title);
        pair.append(column);
      }
      text.after(pair);
    }
  }

  function showAll() {
    const view = form.elements.xem.value;
    form.reset();
    form.elements.xem.value = view;
    writeAddress();
    apply();
  }

  function goTo(id) {
    for (const old of document.querySelectorAll(".dang-xem")) old.classList.remove("dang-xem");
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) showAll();
    target.classList.add("dang-xem");
    target.scrollIntoView();
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  form.addEventListener("change", () => {
    writeAddress();
    apply();
  });
  form.querySelector("button").addEventListener("click", showAll);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const query = parameters();
    const hash = `${link.getAttribute("href")}${query ? `?${query}` : ""}`;
    if (location.hash !== hash) history.pushState(null, "", hash);
    goTo(link.getAttribute("href").slice(1));
  });
  addEventListener("hashchange", () => {
    const id = readAddress();
    apply();
    goTo(id);
  });

  form.hidden = false;
  if (innerWidth < 900) document.querySelector("nav details").open = false;
  const id = readAddress();
  apply();
  goTo(id);
})();
