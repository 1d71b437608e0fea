// Tables that are searched, filtered, sorted and paged in the browser; the filter stands in the address.
"use strict";
(function () {
  const grid = document.getElementById("grid");
  const form = grid.querySelector(".filters");
  const status = grid.querySelector(".status");
  const table = grid.querySelector("table");
  const paging = grid.querySelector(".paging");
  const names = grid.dataset.tables.split(" ");
  const PAGE = 50;
  const REPORT_FILTERS = ["province", "year", "admin_level"];
  const state = { table: names[0], q: "", filters: {}, sort: null, down: false, page: 0, report: "" };
  let view = [];
  let reports = null;

  function words(key) { return GD.pick(GD.data.words[key]); }
  function node(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function current() { return GD.data[state.table]; }
  function column(data, name) { return data.columns.findIndex(function (c) { return c.name === name; }); }

  function shown(col, value) {
    if (value === null || value === undefined) return "";
    if (col.codes) {
      return String(value).split("|").map(function (v) { return GD.pick(col.codes[v]) || v; }).join(" · ");
    }
    if (col.type === "boolean") return words(value ? "yes" : "no");
    if (typeof value === "number" && col.name !== "year") return value.toLocaleString("en-US");
    return String(value);
  }
  function reportOf(i) { return reports.rows[current().report[i]]; }
  function haystack(i) {
    const data = current();
    if (!data.hay) data.hay = new Array(data.rows.length);
    if (data.hay[i] === undefined) {
      const parts = [];
      data.columns.forEach(function (col, c) {
        const value = data.rows[i][c];
        if (value === null) return;
        parts.push(value);
        if (col.codes) String(value).split("|").forEach(function (v) { parts.push((col.codes[v] || []).join(" ")); });
      });
      if (state.table !== "reports") {
        for (const name of ["agency", "province", "city", "county", "year"]) {
          parts.push(reportOf(i)[column(reports, name)] || "");
        }
      }
      data.hay[i] = parts.join("\u0001").toLowerCase();
    }
    return data.hay[i];
  }

  function choices() {
    const found = [];
    if (state.table !== "reports") {
      for (const name of REPORT_FILTERS) found.push({ name: name, owner: reports, col: reports.columns[column(reports, name)] });
    }
    for (const col of current().columns) if (col.choose) found.push({ name: col.name, owner: current(), col: col });
    return found;
  }
  function valueFor(choice, i) {
    const c = column(choice.owner, choice.name);
    return choice.owner === current() ? current().rows[i][c] : reportOf(i)[c];
  }

  function apply() {
    const data = current();
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const active = choices().filter(function (choice) { return state.filters[choice.name]; });
    const only = state.report ? reports.ids.indexOf(state.report) : null;
    view = [];
    for (let i = 0; i < data.rows.length; i++) {
      if (only !== null && data.report[i] !== only) continue;
      let keep = true;
      for (const choice of active) {
        const value = valueFor(choice, i);
        if (value === null || String(value).split("|").indexOf(state.filters[choice.name]) < 0) { keep = false; break; }
      }
      for (let k = 0; keep && k < terms.length; k++) if (haystack(i).indexOf(terms[k]) < 0) keep = false;
      if (keep) view.push(i);
    }
    if (state.sort) sortView();
    const last = Math.max(0, Math.ceil(view.length / PAGE) - 1);
    if (state.page > last) state.page = last;
  }
  function sortView() {
    const fromReports = state.sort === "report" || column(current(), state.sort) < 0;
    const c = fromReports ? column(reports, state.sort === "report" ? "agency" : state.sort) : column(current(), state.sort);
    const key = function (i) { return fromReports ? reportOf(i)[c] : current().rows[i][c]; };
    const way = state.down ? -1 : 1;
    view.sort(function (a, b) {
      const x = key(a), y = key(b);
      if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1; // missing ones last, either way
      if (x === y) return a - b;
      return way * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh"));
    });
  }

  function drawFilters() {
    form.replaceChildren();
    const search = node("label", { class: "search" });
    search.append(node("span", {}, words("search")));
    const box = node("input", { type: "search", autocomplete: "off", placeholder: words("search_hint") });
    box.value = state.q;
    let timer = 0;
    box.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () { state.q = box.value; state.page = 0; refresh(); }, 120);
    });
    search.append(box);
    form.append(search);
    for (const choice of choices()) {
      const label = node("label");
      label.append(node("span", {}, GD.pick(choice.col.label)));
      const select = node("select", { "data-filter": choice.name });
      select.append(node("option", { value: "" }, words("all")));
      for (const value of valuesOf(choice)) select.append(node("option", { value: value }, shown(choice.col, value)));
      select.value = state.filters[choice.name] || "";
      select.addEventListener("change", function () {
        state.filters[choice.name] = select.value;
        state.page = 0;
        refresh();
      });
      label.append(select);
      form.append(label);
    }
    const clear = node("button", { type: "button" }, words("clear"));
    clear.addEventListener("click", function () {
      state.q = ""; state.filters = {}; state.report = ""; state.page = 0; drawFilters(); refresh();
    });
    const save = node("button", { type: "button", class: "csv" }, words("csv_of_rows"));
    save.addEventListener("click", download);
    const buttons = node("div", { class: "buttons" });
    buttons.append(clear, save);
    form.append(buttons);
  }
  function valuesOf(choice) {
    if (choice.col.codes) return Object.keys(choice.col.codes);
    const c = column(choice.owner, choice.name);
    const found = new Set();
    for (const row of choice.owner.rows) if (row[c] !== null) found.add(row[c]);
    return Array.from(found).sort(function (a, b) {
      return typeof a === "number" ? a - b : String(a).localeCompare(String(b), "zh");
    });
  }

  function headers() {
    const own = current().columns.filter(function (col, c) { return c === 0 || !col.empty; }).map(function (col) { return { name: col.name, label: GD.pick(col.label), col: col }; });
    if (state.table === "reports") return own;
    const head = [{ name: "report", label: words("report") }, { name: "year", label: words("year"), col: { type: "integer", name: "year" } }];
    return head.concat(own);
  }
  function drawTable() {
    const heads = headers();
    const head = node("tr");
    for (const h of heads) {
      const th = node("th", { scope: "col" });
      if (h.col && (h.col.type === "integer" || h.col.type === "number")) th.className = "num";
      const sorted = state.sort === h.name;
      th.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
      const button = node("button", { type: "button" }, h.label);
      button.append(node("span", { class: "arrow", "aria-hidden": "true" }, sorted ? (state.down ? "▼" : "▲") : ""));
      button.addEventListener("click", function () {
        state.down = sorted ? !state.down : false;
        state.sort = h.name;
        state.page = 0;
        refresh();
        const again = table.querySelectorAll("thead button")[heads.indexOf(h)];
        if (again) again.focus();
      });
      th.append(button);
      head.append(th);
    }
    const thead = node("thead");
    thead.append(head);
    const body = node("tbody");
    for (const i of view.slice(state.page * PAGE, (state.page + 1) * PAGE)) body.append(drawRow(heads, i));
    table.replaceChildren(thead, body);
  }
  function drawRow(heads, i) {
    const data = current();
    const row = node("tr");
    const isReports = state.table === "reports";
    const anchor = isReports ? "" : data.anchors[i];
    const href = "report/" + reports.ids[data.report[i]] + ".html" + (anchor ? "#" + anchor : "");
    heads.forEach(function (h, position) {
      const cell = node(position ? "td" : "th", position ? {} : { scope: "row" });
      cell.dataset.label = h.label;
      if (position === 0) {
        const text = isReports ? (shown(h.col, data.rows[i][0]) || data.rows[i][column(data, "source_path")]) :
          reportOf(i)[column(reports, "agency")] || reportOf(i)[column(reports, "source_path")];
        cell.append(node("a", { href: href }, text));
      } else {
        const c = column(data, h.name);
        const value = c < 0 ? reportOf(i)[column(reports, h.name)] : data.rows[i][c];
        const text = shown(h.col, value);
        if (h.col.type === "integer" || h.col.type === "number") cell.className = "num";
        if (["value", "count", "text"].indexOf(h.name) >= 0 && anchor) cell.append(node("a", { href: href }, text || "–"));
        else cell.textContent = text;
        if (!text) cell.classList.add("empty");
        if (h.name === "status") cell.classList.add("status-" + value);
      }
      row.append(cell);
    });
    return row;
  }

  function drawPaging() {
    paging.replaceChildren();
    const last = Math.max(0, Math.ceil(view.length / PAGE) - 1);
    if (!last) return;
    function go(label, page, off) {
      const button = node("button", { type: "button" }, label);
      button.disabled = off;
      button.addEventListener("click", function () { state.page = page; drawTable(); drawPaging(); table.scrollIntoView({ block: "nearest" }); });
      paging.append(button);
    }
    go("« " + words("first"), 0, state.page === 0);
    go("‹ " + words("previous"), state.page - 1, state.page === 0);
    paging.append(node("span", {}, (state.page + 1) + " / " + (last + 1)));
    go(words("next") + " ›", state.page + 1, state.page === last);
    go(words("last") + " »", last, state.page === last);
  }

  function refresh() {
    apply();
    drawTable();
    drawPaging();
    const all = current().rows.length;
    status.textContent = words("rows_shown").replace("{n}", view.length.toLocaleString("en-US")).replace("{all}", all.toLocaleString("en-US"));
    writeAddress();
  }

  function download() {
    const data = current();
    const quote = function (value) {
      let text = value === null || value === undefined ? "" : String(value);
      if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text; // a spreadsheet would run it
      return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    };
    const who = ["agency", "year", "province", "city", "county"];
    const names = (state.table === "reports" ? ["report_id"] : ["report_id"].concat(who)).concat(data.columns.map(function (c) { return c.name; }));
    const lines = [names.join(",")];
    for (const i of view) {
      const r = reportOf(i);
      const lead = [reports.ids[data.report[i]]];
      if (state.table !== "reports") for (const name of who) lead.push(r[column(reports, name)]);
      lines.push(lead.concat(data.rows[i]).map(quote).join(","));
    }
    const blob = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
    const link = node("a", { href: URL.createObjectURL(blob), download: state.table + ".csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 5000);
  }

  function writeAddress() {
    const parts = new URLSearchParams();
    if (state.q) parts.set("q", state.q);
    if (state.report) parts.set("report", state.report);
    for (const name in state.filters) if (state.filters[name]) parts.set(name, state.filters[name]);
    const query = parts.toString();
    const hash = "#" + state.table + (query ? "?" + query : "");
    if (location.hash !== hash && (query || location.hash || names.length > 1)) history.replaceState(null, "", hash);
  }
  function readAddress() {
    const [name, query] = decodeURI(location.hash.slice(1)).split("?");
    state.table = names.indexOf(name) >= 0 ? name : names[0];
    state.filters = {};
    state.q = state.report = "";
    new URLSearchParams(query || "").forEach(function (value, key) {
      if (key === "q" || key === "report") state[key] = value;
      else state.filters[key] = value;
    });
  }
  function open() {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const on = tab.dataset.table === state.table;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) grid.setAttribute("aria-labelledby", tab.id);
    }
    GD.load(state.table, function () { drawFilters(); refresh(); grid.dataset.ready = state.table; });
  }
  function choose(tab) {
    Object.assign(state, { table: tab.dataset.table, sort: null, down: false, page: 0, filters: {} });
    open();
  }
  const tabs = Array.from(document.querySelectorAll("[role=tab]"));
  tabs.forEach(function (tab, i) {
    tab.addEventListener("click", function () { choose(tab); });
    tab.addEventListener("keydown", function (event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(i + step + tabs.length) % tabs.length];
      next.focus();
      choose(next);
    });
  });
  window.addEventListener("hashchange", function () { readAddress(); open(); });
  GD.onLanguage(function () { drawFilters(); drawTable(); drawPaging(); refresh(); });
  GD.load("words", function () {
    GD.load("reports", function (found) { reports = found; readAddress(); open(); });
  });
})();
