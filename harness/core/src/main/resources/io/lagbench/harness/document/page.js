"use strict";
// Sorts tables by a click on their header, and filters their rows. Without it the page shows all of it in the order of the run.
(() => {
  const number = /^[-+]?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?/;
  const isNumber = word => word !== "" && Number.isFinite(Number(word));
  const text = (row, column) => row.cells[column].textContent;

  const compare = (one, other) => {
    const a = one.match(number), b = other.match(number);
    if (a && b) return Number(a[0]) - Number(b[0]);
    if (one === "" || other === "") return one === other ? 0 : one === "" ? 1 : -1;
    return one.localeCompare(other);
  };

  const sort = (table, header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => (down ? -1 : 1) * compare(text(a, column), text(b, column)));
    table.tBodies[0].append(...rows);
  };

  const sortable = table => [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "sort by this column";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(table, header, column));
    header.append(button);
  });

  const filterable = table => {
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "rows that hold all of these words";
    input.setAttribute("aria-label", input.placeholder);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(word => word !== "");
      for (const row of table.tBodies[0].rows) {
        const cells = [...row.cells].map(cell => cell.textContent.toLowerCase());
        row.hidden = !words.every(word => cells.some(cell => isNumber(word) ? cell === word : cell.includes(word)));
      }
    });
    table.closest(".scroll").before(input);
  };

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length > 2) sortable(table);
    if (table.tBodies[0].rows.length > 11) filterable(table);
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(fold => { fold.open = true; }));
})();
