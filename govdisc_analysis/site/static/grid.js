// Tables that are searched, filtered, sorted and paged in the browser; what is shown stands in the address.
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
  const LISTS = ["reports", "agencies"]; // their rows are pages of their own
  const LINKED = ["value", "count", "text"];
  const collator = new Intl.Collator("zh", { numeric: true });
  const state = { table: names[0], q: "", filters: {}, sort: "", down: false, page: 0, report: "", part: 0 };
  let view = [];
  let data = null; // the table shown, or the part of it that is loaded
  let reports = null;

  function words(key) { return GD.pick(GD.data.words[key]); }
  function node(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const key in attributes || {}) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function count(n) { return n.toLocaleString("en-US"); }
  function isList() { return LISTS.indexOf(state.table) >= 0; }
  function find(owner, name) { return owner.columns.find(function (c) { return c.name === name; }); }
  function at(col, i) { return col.v ? col.v[i] : col.d[col.at[i]]; }
  function reportNumber(i) { return data === reports ? i : data.report[i]; }
  function anchor(i) {
    const a = data.anchors;
    if (!a || a.all !== undefined) return a ? a.all : "";
    if (a.at[i] !== null) return a.sign + a.at[i];
    return a.hand ? "h-" + at(find(data, a.hand), i) : "";
  }
  function href(i) {
    if (state.table === "agencies") return "agency/" + data.ids[i] + ".html";
    const end = state.table === "reports" ? "" : anchor(i);
    return "report/" + reports.ids[reportNumber(i)] + ".html" + (end ? "#" + end : "");
  }

  function shown(col, value) {
    if (value === null || value === undefined) return "";
    if (col.codes) {
      return String(value).split("|").map(function (v) { return GD.pick(col.codes[v]) || v; }).join(" · ");
    }
    if (col.type === "boolean") return words(value ? "yes" : "no");
    if (col.name.indexOf("repeats_") === 0) return Math.round(100 * value) + "%";
    if (typeof value === "number" && col.name.indexOf("year") < 0) return count(value);
    return String(value);
  }
  function isNumber(col) { return col && (col.type === "integer" || col.type === "number"); }

  // what a search looks at: the row's words in both languages, and its report's
  function ownWords(owner, i) {
    const parts = [];
    for (const col of owner.columns) {
      const value = at(col, i);
      if (value === null) continue;
      parts.push(value);
      if (col.codes) for (const v of String(value).split("|")) parts.push((col.codes[v] || []).join(" "));
    }
    return parts.join("\u0001").toLowerCase();
  }
  function kept(owner, i) {
    if (!owner.hay) owner.hay = new Array(owner.n);
    if (owner.hay[i] === undefined) owner.hay[i] = ownWords(owner, i);
    return owner.hay[i];
  }
  function has(term, i) {
    if (kept(data, i).indexOf(term) >= 0) return true;
    return !isList() && kept(reports, data.report[i]).indexOf(term) >= 0;
  }

  function choices() {
    const found = [];
    if (!isList()) for (const name of REPORT_FILTERS) found.push({ name: name, owner: reports, col: find(reports, name) });
    for (const col of data.columns) if (col.choose) found.push({ name: col.name, owner: data, col: col });
    return found;
  }
  function valueFor(choice, i) { return at(choice.col, choice.owner === data ? i : data.report[i]); }

  function apply() {
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const active = choices().filter(function (choice) { return state.filters[choice.name]; });
    const only = state.report ? reports.ids.indexOf(state.report) : null;
    view = [];
    for (let i = 0; i < data.n; i++) {
      if (only !== null && reportNumber(i) !== only) continue;
      let keep = true;
      for (const choice of active) {
        const value = valueFor(choice, i), wanted = state.filters[choice.name];
        if (value === null || (value !== wanted && String(value).split("|").indexOf(wanted) < 0)) { keep = false; break; }
      }
      for (let k = 0; keep && k < terms.length; k++) keep = has(terms[k], i);
      if (keep) view.push(i);
    }
    if (state.sort) sortView();
    const last = Math.max(0, Math.ceil(view.length / PAGE) - 1);
    if (state.page > last) state.page = last;
  }
  function sortView() {
    const name = state.sort === "report" ? "agency" : state.sort;
    const own = state.sort !== "report" && find(data, name);
    const col = own || find(reports, name);
    if (!col) return;
    const key = function (i) { return at(col, own ? i : data.report[i]); };
    const named = function (value) { return col.codes ? shown(col, value) : value; };
    const keys = new Map(view.map(function (i) { return [i, named(key(i))]; }));
    const way = state.down ? -1 : 1;
    view.sort(function (a, b) {
      const x = keys.get(a), y = keys.get(b);
      const none = (x === null || x === "") - (y === null || y === "");
      if (none) return none; // missing ones last, either way
      if (x === y || x === null || x === "") return a - b;
      return way * (typeof x === "number" && typeof y === "number" ? x - y : collator.compare(x, y)) || a - b;
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
    const parts = GD.data[state.table].parts;
    if (parts) {
      const options = parts.names.map(function (both, i) { return [String(i), GD.pick(both) + " (" + count(parts.rows[i]) + ")"]; });
      form.append(menu(GD.pick(parts.label), "part", options, String(state.part), function (value) {
        state.part = Number(value);
        open();
      }));
    }
    for (const choice of choices()) {
      if (parts && parts.by === choice.name) continue;
      const options = valuesOf(choice).map(function (value) { return [value, shown(choice.col, value)]; });
      options.unshift(["", words("all")]);
      form.append(menu(GD.pick(choice.col.label), choice.name, options, state.filters[choice.name] || "", function (value) {
        state.filters[choice.name] = value;
        state.page = 0;
        refresh();
      }));
    }
    const clear = node("button", { type: "button", class: "clear" }, words("clear"));
    clear.addEventListener("click", function () {
      Object.assign(state, { q: "", filters: {}, report: "", page: 0, sort: "", down: false });
      drawFilters();
      refresh();
      form.querySelector("input").focus();
    });
    const save = node("button", { type: "button", class: "csv" }, words("csv_of_rows"));
    save.addEventListener("click", download);
    const buttons = node("div", { class: "buttons" });
    buttons.append(clear, save);
    form.append(buttons);
  }
  function menu(label, name, options, chosen, act) {
    const made = node("label");
    made.append(node("span", {}, label));
    const select = node("select", { "data-filter": name });
    for (const [value, text] of options) select.append(node("option", { value: value }, text));
    select.value = chosen;
    select.addEventListener("change", function () { act(select.value); });
    made.append(select);
    return made;
  }
  function valuesOf(choice) {
    if (choice.col.codes) return Object.keys(choice.col.codes);
    const found = new Set(choice.col.d || choice.col.v);
    found.delete(null);
    return Array.from(found).sort(function (a, b) { return typeof a === "number" ? a - b : collator.compare(a, b); });
  }

  function headers() {
    const own = data.columns.filter(function (col, c) { return c === 0 || !col.empty; })
      .map(function (col) { return { name: col.name, label: GD.pick(col.label), col: col, owner: data }; });
    if (isList()) return own;
    const year = find(reports, "year");
    const head = [
      { name: "report", label: words("report"), col: find(reports, "agency"), owner: reports },
      { name: "year", label: words("year"), col: year, owner: reports },
    ];
    return head.concat(own);
  }
  function drawTable() {
    const heads = headers();
    const head = node("tr");
    heads.forEach(function (h, position) {
      const th = node("th", { scope: "col" });
      if (isNumber(h.col)) th.className = "num";
      const sorted = state.sort === h.name;
      if (sorted) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      const button = node("button", { type: "button" }, h.label);
      button.append(node("span", { class: "arrow", "aria-hidden": "true" }, sorted ? (state.down ? "▼" : "▲") : "↕"));
      button.addEventListener("click", function () {
        state.down = sorted ? !state.down : false;
        state.sort = h.name;
        state.page = 0;
        refresh();
        const again = table.querySelectorAll("thead button")[position];
        if (again) again.focus();
      });
      th.append(button);
      head.append(th);
    });
    const thead = node("thead");
    thead.append(head);
    const body = node("tbody");
    for (const i of view.slice(state.page * PAGE, (state.page + 1) * PAGE)) body.append(drawRow(heads, i));
    if (!view.length) {
      const row = node("tr"), cell = node("td", { colspan: heads.length, class: "nothing" }, words("nothing_found"));
      row.append(cell);
      body.append(row);
    }
    table.replaceChildren(node("caption", { class: "hidden" }, words("table_" + state.table)), thead, body);
  }
  function drawRow(heads, i) {
    const row = node("tr");
    heads.forEach(function (h, position) {
      const cell = node(position ? "td" : "th", position ? {} : { scope: "row" });
      cell.dataset.label = h.label;
      const value = at(h.col, h.owner === data ? i : data.report[i]);
      const text = shown(h.col, value);
      if (position === 0) {
        cell.append(node("a", { href: href(i) }, text || at(find(reports, "source_path"), reportNumber(i))));
      } else {
        if (isNumber(h.col)) cell.className = "num";
        if (LINKED.indexOf(h.name) >= 0 && anchor(i)) cell.append(node("a", { href: href(i) }, text || "–"));
        else cell.textContent = text;
        if (!text) cell.classList.add("empty");
        if (h.name === "status") cell.classList.add("status-" + value);
        if (h.name === "text" || h.name === "quote" || h.name === "message") cell.classList.add("words");
      }
      row.append(cell);
    });
    return row;
  }

  function drawPaging() {
    paging.replaceChildren();
    const last = Math.max(0, Math.ceil(view.length / PAGE) - 1);
    paging.hidden = !last;
    if (!last) return;
    function go(label, page, off) {
      const button = node("button", { type: "button" }, label);
      button.disabled = off;
      button.addEventListener("click", function () {
        state.page = page;
        drawTable();
        drawPaging();
        tell();
        grid.scrollIntoView({ block: "start" });
        grid.querySelector(".scroll").focus({ preventScroll: true });
      });
      paging.append(button);
    }
    go("« " + words("first"), 0, state.page === 0);
    go("‹ " + words("previous"), state.page - 1, state.page === 0);
    paging.append(node("span", {}, (state.page + 1) + " / " + (last + 1)));
    go(words("next") + " ›", state.page + 1, state.page === last);
    go(words("last") + " »", last, state.page === last);
  }
  function tell() {
    status.textContent = words("rows_shown").replace("{n}", count(view.length)).replace("{all}", count(data.n));
  }

  function refresh() {
    apply();
    drawTable();
    drawPaging();
    tell();
    writeAddress();
  }

  function download() {
    const quote = function (value) {
      let text = value === null || value === undefined ? "" : String(value);
      if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text; // a spreadsheet would run it
      return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    };
    const who = isList() ? [] : ["agency", "year", "province", "city", "county"];
    const lead = state.table === "agencies" ? [] : ["report_id"];
    const lines = [lead.concat(who, data.columns.map(function (c) { return c.name; })).join(",")];
    for (const i of view) {
      const cells = lead.length ? [reports.ids[reportNumber(i)]] : [];
      for (const name of who) cells.push(at(find(reports, name), data.report[i]));
      for (const col of data.columns) cells.push(at(col, i));
      lines.push(cells.map(quote).join(","));
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
    const cut = GD.data[state.table].parts;
    if (cut) parts.set(cut.by, cut.values[state.part]);
    if (state.q) parts.set("q", state.q);
    if (state.report) parts.set("report", state.report);
    if (state.sort) parts.set("sort", (state.down ? "-" : "") + state.sort);
    for (const name in state.filters) if (state.filters[name] && !(cut && cut.by === name)) parts.set(name, state.filters[name]);
    const query = parts.toString();
    const hash = "#" + state.table + (query ? "?" + query : "");
    if (location.hash !== hash && (query || location.hash || names.length > 1)) history.replaceState(null, "", hash);
  }
  function readAddress() {
    const [name, query] = decodeURI(location.hash.slice(1)).split("?");
    Object.assign(state, { table: names.indexOf(name) >= 0 ? name : names[0], filters: {}, q: "", report: "", sort: "", down: false, page: 0, part: -1 });
    new URLSearchParams(query || "").forEach(function (value, key) {
      if (key === "q" || key === "report") state[key] = value;
      else if (key === "sort") { state.down = value[0] === "-"; state.sort = value.replace(/^-/, ""); }
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
    GD.load(state.table, function (found) {
      if (!found.parts) { ready(found); return; }
      if (state.part < 0) state.part = Math.max(0, found.parts.values.indexOf(state.filters[found.parts.by]));
      delete state.filters[found.parts.by];
      GD.load(state.table + "-" + state.part, ready);
    });
  }
  function ready(found) {
    data = found;
    drawFilters();
    refresh();
    grid.dataset.ready = state.table;
  }
  function choose(tab) {
    Object.assign(state, { table: tab.dataset.table, sort: "", down: false, page: 0, filters: {}, part: -1 });
    open();
  }
  const tabs = Array.from(document.querySelectorAll("[role=tab]"));
  tabs.forEach(function (tab, i) {
    tab.addEventListener("click", function () { choose(tab); });
    tab.addEventListener("keydown", function (event) {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      next.focus();
      choose(next);
    });
  });
  window.addEventListener("hashchange", function () { readAddress(); open(); });
  GD.onLanguage(function () { if (data) { drawFilters(); refresh(); } });
  GD.load("words", function () {
    GD.load("reports", function (found) { reports = found; readAddress(); open(); });
  });
})();
