// Language and theme: chosen once, kept in the browser. Runs before the page is drawn.
"use strict";
window.GD = (function () {
  const root = document.documentElement;
  const data = {};
  const waiting = {};
  const listeners = [];
  function kept(key) {
    try { return localStorage.getItem("govdisc." + key); } catch (error) { return null; }
  }
  function keep(key, value) {
    try { localStorage.setItem("govdisc." + key, value); } catch (error) { /* private window */ }
  }
  function setLanguage(language) {
    root.dataset.lang = language;
    root.lang = language === "zh" ? "zh-Hans" : "en";
  }
  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function pick(both) {
    return both ? both[root.dataset.lang === "zh" ? 0 : 1] : "";
  }
  const WORDS = {
    switch_language: ["切换到英文", "switch to Chinese"], switch_theme: ["切换深色或浅色", "switch dark or light"],
    tables: ["数据表", "tables"], table_region: ["数据表，可横向滚动", "table, scrolls sideways"],
    paging: ["翻页", "pages of the table"], nav_reports: ["报告", "reports"], nav_agencies: ["机关", "agencies"],
    pages: ["网站导航", "site"], within: ["本部分页面", "pages of this part"],
  };
  function nameThings() {
    for (const node of document.querySelectorAll("[data-aria]")) {
      node.setAttribute("aria-label", pick(WORDS[node.dataset.aria]));
    }
    const theme = document.getElementById("theme-toggle");
    if (theme) theme.setAttribute("aria-pressed", String(isDark()));
  }
  const language = kept("lang");
  if (language === "zh" || language === "en") setLanguage(language);
  const theme = kept("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  document.addEventListener("DOMContentLoaded", function () {
    document.getElementById("lang-toggle").addEventListener("click", function () {
      const next = root.dataset.lang === "zh" ? "en" : "zh";
      setLanguage(next);
      keep("lang", next);
      nameThings();
      for (const listen of listeners) listen();
    });
    document.getElementById("theme-toggle").addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep("theme", root.dataset.theme);
      nameThings();
    });
    const code = document.getElementById("code-toggle");
    if (code) code.addEventListener("click", function () {
      const shown = document.body.classList.toggle("with-code");
      code.setAttribute("aria-pressed", String(shown));
      for (const part of document.querySelectorAll("details.code")) part.open = shown;
    });
    // a column of sentences needs more room than one of numbers
    for (const cell of document.querySelectorAll(".nb td")) {
      if (cell.textContent.length > 24) cell.classList.add("long");
    }
    nameThings();
  });
  return {
    data: data,
    pick: pick,
    onLanguage: function (listen) { listeners.push(listen); },
    put: function (name, payload) {
      data[name] = payload;
      for (const ready of waiting[name] || []) ready(payload);
      delete waiting[name];
    },
    // a page opened from a folder may load a script, but may not fetch
    load: function (name, ready) {
      if (data[name]) { ready(data[name]); return; }
      if (waiting[name]) { waiting[name].push(ready); return; }
      waiting[name] = [ready];
      const script = document.createElement("script");
      script.src = "assets/data/" + name + ".js";
      document.head.appendChild(script);
    },
  };
})();
