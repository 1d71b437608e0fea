// Marks in a report's text: hover or focus shows what was read, a click the source's own characters.
"use strict";
(function () {
  const marks = JSON.parse(document.getElementById("marks").textContent);
  const text = document.querySelector("article.text");
  const panel = document.getElementById("panel");
  const body = panel.querySelector(".panel-body");
  const stops = Array.from(text.querySelectorAll("[id][data-i]"));
  let now = null;

  function words(key) {
    const found = document.getElementById("panel-words").content.querySelector('[data-key="' + key + '"]');
    return found ? found.cloneNode(true) : document.createTextNode(key);
  }
  function node(tag, className, content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (content !== undefined) made.append(content);
    return made;
  }
  function pair(both) {
    const made = node("span");
    const zh = node("span", "zh", both[0]), en = node("span", "en", both[1]);
    zh.lang = "zh-Hans"; en.lang = "en";
    made.append(zh, en);
    return made;
  }
  function which(element) {
    return element.dataset.i.split(" ").map(function (i) { return marks[Number(i)]; });
  }

  function card(mark) {
    const made = node("section", "card " + mark.kind);
    made.append(node("p", "kind", words("kind_" + mark.kind)));
    const head = node("h4");
    head.append(pair(mark.label));
    made.append(head);
    const list = node("dl");
    function line(key, value, isChinese) {
      if (value === undefined || value === "") return;
      const dd = node("dd");
      if (Array.isArray(value)) dd.append(pair(value));
      else dd.textContent = value;
      if (isChinese) dd.lang = "zh-Hans";
      list.append(node("dt", "", words(key)), dd);
    }
    line("value", mark.value);
    line("interval", mark.interval);
    line("unit", mark.unit, true);
    line("state", mark.state);
    line("section", mark.section);
    line("quote", mark.quote, true);
    line("cue", mark.cue, true);
    line("code", mark.code);
    line("rule", mark.rule);
    line("offsets", mark.at.join("–") + (mark.raw ? " → " + mark.raw.join("–") : ""));
    made.append(list);
    made.append(node("p", "source-h", words(mark.source ? "source_characters" : "no_source")));
    if (mark.source) {
      const source = node("pre", "source");
      source.lang = panel.dataset.script;
      source.append(mark.source[0], node("mark", "", mark.source[1]), mark.source[2]);
      made.append(source);
    }
    return made;
  }
  function open(element, move) {
    for (const other of text.querySelectorAll(".now")) other.classList.remove("now");
    for (const i of element.dataset.i.split(" ")) {
      for (const part of text.querySelectorAll('[data-i~="' + i + '"]')) part.classList.add("now");
    }
    now = stops.indexOf(element) >= 0 ? element : stops.find(function (s) { return s.dataset.i === element.dataset.i; }) || element;
    body.replaceChildren.apply(body, which(element).map(card));
    panel.classList.add("open");
    if (move) now.scrollIntoView({ block: "center" });
  }
  function close() {
    panel.classList.remove("open");
    for (const other of text.querySelectorAll(".now")) other.classList.remove("now");
    if (now) now.focus({ preventScroll: true });
  }
  function step(by) {
    const visible = stops.filter(function (s) { return s.offsetParent !== null && isShown(s); });
    const at = visible.indexOf(now);
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : (at + by + visible.length) % visible.length];
    if (next) open(next, true);
  }
  function isShown(element) {
    return which(element).some(function (mark) { return text.classList.contains("show-" + mark.kind); });
  }

  text.addEventListener("click", function (event) {
    const element = event.target.closest("[data-i]");
    if (element && isShown(element)) open(element, false);
  });
  text.addEventListener("keydown", function (event) {
    const element = event.target.closest("mark[data-i]");
    if (element && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(element, false); }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { close(); hide(); } });
  panel.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("close")) close();
    else step(Number(button.dataset.step));
  });

  // the little note at a mark
  const tip = node("div", "tip");
  tip.setAttribute("role", "tooltip");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  function show(element) {
    if (!isShown(element)) return;
    tip.replaceChildren();
    for (const mark of which(element)) {
      const line = node("p");
      line.append(pair(mark.label));
      if (mark.value) line.append(node("b", "", " " + mark.value + (mark.unit || "")));
      if (mark.interval) line.append(node("span", "", " [" + mark.interval + "]"));
      if (mark.rule) line.append(node("small", "", mark.rule));
      tip.append(line);
    }
    tip.hidden = false;
    const box = element.getClientRects()[0] || element.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = left + window.scrollX + "px";
    tip.style.top = (above > 0 ? above : box.bottom + 8) + window.scrollY + "px";
    element.setAttribute("aria-describedby", "tip");
  }
  function hide() {
    tip.hidden = true;
    for (const element of text.querySelectorAll("[aria-describedby]")) element.removeAttribute("aria-describedby");
  }
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    text.addEventListener(on, function (event) {
      const element = event.target.closest("[data-i]");
      if (element && (element.matches("mark") || on === "focusin" || element.matches(".problem"))) show(element);
    });
    text.addEventListener(off, hide);
  }

  // refused numbers are out of the keyboard's way until they are shown
  function layers() {
    for (const box of document.querySelectorAll("[data-layer]")) {
      text.classList.toggle("show-" + box.dataset.layer, box.checked);
    }
    for (const stop of stops) if (stop.matches("mark")) stop.tabIndex = isShown(stop) ? 0 : -1;
  }
  for (const box of document.querySelectorAll("[data-layer]")) box.addEventListener("change", layers);
  function fromAddress() {
    const id = decodeURIComponent(location.hash.slice(1));
    const element = id && document.getElementById(id);
    if (!element || !element.dataset.i) return;
    if (element.matches(".refused")) { document.querySelector("[data-layer=refused]").checked = true; layers(); }
    open(element, true);
  }
  window.addEventListener("hashchange", fromAddress);
  layers();
  fromAddress();
})();
