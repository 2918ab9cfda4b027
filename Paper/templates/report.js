"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const backbones = new Map(data.backbones.map(backbone => [backbone.id, backbone]));
  const columns = new Map(data.columns.map(column => [column.name, column]));
  const cells = new Map(data.cells.map(cell => [cell.backbone + " " + cell.column, cell]));
  const domains = [...new Set(data.columns.map(column => column.domain))];
  const isMeasured = data.backbones.some(backbone => typeof backbone.imagesPerSecond === "number");
  const cellOf = (backbone, column) => cells.get(backbone + " " + column);

  // ---- The page's elements: text is always set as text, never read as HTML ----

  const byId = id => document.getElementById(id);

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  }

  const fill = (id, ...children) => byId(id).replaceChildren(...children);
  const percent = value => value === null || value === undefined ? "–" : value.toFixed(2);
  const signed = value => (value > 0.005 ? "+" : value < -0.005 ? "−" : "") + Math.abs(value).toFixed(2);
  const grouped = value => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
  const isNumber = value => typeof value === "number";

  /** The sample's standard deviation; null for fewer than two values. */
  function deviation(values) {
    if (values.length < 2) return null;
    const middle = mean(values);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
  }

  /** The number in a field; null where it is empty or none. */
  function limit(id) {
    const text = byId(id).value.trim();
    const value = Number(text);
    return text === "" || !Number.isFinite(value) || value < 0 ? null : value;
  }

  function choices(id, options, chosen) {
    fill(id, ...options.map(([value, text]) => make("option", { value }, text)));
    byId(id).value = chosen;
  }

  const plural = (count, one, many) => `${grouped(count)} ${count === 1 ? one : many}`;

  // ---- Tables that sort ----

  /** The order chosen in each table, kept while filters change: key -> { column, descending }. */
  const orders = new Map();

  /**
   * A table with a button in each header that can sort.
   * columns: { id, title, group, words, value(row) -> number, text or null, cell(row) -> td or th }
   * order: what it is sorted by at first; none leaves the rows as they are.
   */
  function table(key, caption, columns, rows, order) {
    if (!orders.has(key) && order) orders.set(key, order);
    // Outside the box that scrolls, so that a phone shows all of it.
    const title = make("p", { class: "caption", id: `${key}-caption` }, caption);
    const box = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": title.id });
    function draw(focused) {
      const chosen = orders.get(key);
      const sorting = chosen && columns.find(column => column.id === chosen.column && column.value);
      const sorted = sorting ? sort(rows, sorting.value, chosen.descending) : rows;
      const header = make("tr", {}, ...columns.map(column => {
        const isChosen = sorting === column;
        const heading = make("th", {
          scope: "col", class: [column.words ? "words" : "", column === columns[0] ? "corner" : ""].join(" ").trim(),
          "aria-sort": column.value ? isChosen ? chosen.descending ? "descending" : "ascending" : "none" : null,
        });
        if (!column.value) {
          heading.append(column.title);
          return heading;
        }
        heading.append(make("button", {
          type: "button", "data-column": column.id,
          onclick: () => {
            const descending = isChosen ? !chosen.descending : !column.words;
            orders.set(key, { column: column.id, descending });
            draw(column.id);
          },
        }, column.title));
        return heading;
      }));
      box.replaceChildren(make("table", { "aria-labelledby": title.id },
        make("thead", {}, groups(columns), header),
        make("tbody", {}, ...sorted.map(row => make("tr", {}, ...columns.map(column => column.cell(row)))))));
      if (focused) box.querySelector(`button[data-column="${CSS.escape(focused)}"]`).focus();
    }
    draw();
    return make("div", {}, title, box);
  }

  /** The row above the headers, where neighbours have something in common. */
  function groups(columns) {
    if (!columns.some(column => column.group)) return null;
    const row = make("tr");
    for (let start = 0; start < columns.length;) {
      let end = start + 1;
      while (end < columns.length && columns[end].group === columns[start].group) end += 1;
      const title = columns[start].group || "";
      row.append(title ? make("th", { class: "group", scope: "colgroup", colspan: end - start }, title)
        : make("td", { colspan: end - start }));
      start = end;
    }
    return row;
  }

  /** A row without a value comes last in either direction; equals stay in their order. */
  function sort(rows, value, descending) {
    const keyed = rows.map(row => [value(row), row]);
    const [known, unknown] = [keyed.filter(([key]) => key !== null), keyed.filter(([key]) => key === null)];
    known.sort(([left], [right]) => {
      const order = typeof left === "string" ? left.localeCompare(right) : left - right;
      return descending ? -order : order;
    });
    return [...known, ...unknown].map(([, row]) => row);
  }

  const plain = text => make("td", {}, text);
  const name = backbone => make("th", { scope: "row" }, backbone.title);

  const nameColumn = { id: "backbone", title: "Backbone", words: true, value: row => row.title, cell: name };
  const parameterColumn = {
    id: "parameters", title: "Parameters (M)", value: row => row.parameters ?? null,
    cell: row => plain(isNumber(row.parameters) ? row.parameters.toFixed(1) : "–"),
  };

  // ---- Results ----

  /** What stands in a table's column for a backbone. */
  function entry(column, backbone) {
    const found = column.cells.map(name => cellOf(backbone.id, name));
    const done = found.map(cell => cell.reproduced).filter(Boolean);
    const published = column.published[data.backbones.indexOf(backbone)] ?? null;
    const reproduced = done.length === found.length ? mean(done.map(cell => cell.best)) : null;
    const difference = reproduced !== null && published !== null ? reproduced - published : null;
    return { cell: found.length === 1 ? found[0] : null, reproduced, published, difference };
  }

  const best = values => Math.max(...values.filter(isNumber).map(value => Number(value.toFixed(2))));

  function number(value, highest, tag, classes) {
    const isBest = isNumber(value) && Number(value.toFixed(2)) === highest;
    return make(tag, { class: isBest ? classes + " best" : classes }, percent(value));
  }

  /** The table cell of an entry: a button where it is one cell of the grid. */
  function entryCell(shown, title, backbone, highest) {
    const parts = [
      number(shown.reproduced, highest.reproduced, "b", "reproduced"), " (",
      number(shown.published, highest.published, "span", "published"), ")",
    ];
    if (shown.difference !== null) parts.push(" ", make("span", { class: "difference" }, signed(shown.difference)));
    if (!shown.cell) return make("td", {}, ...parts);
    return make("td", { class: "cell" }, provenanceButton(shown.cell, parts, [
      `${backbone.title}, ${title}:`,
      shown.reproduced === null ? "not reproduced," : `reproduced ${percent(shown.reproduced)},`,
      shown.published === null ? "not published" : `published ${percent(shown.published)}`,
      shown.difference === null ? "" : `, difference ${signed(shown.difference)}`,
    ].join(" ").replace(" ,", ",")));
  }

  function provenanceButton(cell, parts, label) {
    return make("button", {
      type: "button", "aria-haspopup": "dialog", "aria-label": label, "data-cell": `${cell.backbone} ${cell.column}`,
      onclick: () => open(cell),
    }, ...parts);
  }

  function drawTables() {
    const [domain, share, most, measure] = [
      byId("f-domain").value, byId("f-percent").value, limit("f-parameters"), byId("f-measure").value,
    ];
    const rows = data.backbones.filter(backbone => most === null || backbone.parameters <= most);
    let count = 0;
    const drawn = data.tables.map(spec => {
      const shown = spec.columns.filter(column => column.cells.some(name => {
        const { domain: own, percent } = columns.get(name);
        return (domain === "" || own === domain) && (share === "" || percent === Number(share));
      }));
      if (shown.length === 0) return null;
      count += shown.length;
      const body = shown.map(column => {
        const entries = new Map(rows.map(backbone => [backbone, entry(column, backbone)]));
        const highest = {
          reproduced: best([...entries.values()].map(value => value.reproduced)),
          published: best([...entries.values()].map(value => value.published)),
        };
        const title = column.cells.length === 1 ? columns.get(column.cells[0]).title : column.heading;
        return {
          id: column.id, title: column.heading, group: column.group,
          value: backbone => entries.get(backbone)[measure],
          cell: backbone => entryCell(entries.get(backbone), title, backbone, highest),
        };
      });
      const box = table("table" + spec.number, `Table ${spec.number}. ${spec.title}`,
        [nameColumn, parameterColumn, ...body], rows);
      return make("div", { id: "table" + spec.number }, box,
        ...spec.notes.map(note => make("p", { class: "note" }, note)));
    }).filter(Boolean);
    fill("tables", ...drawn);
    byId("f-summary").textContent = `${plural(drawn.length, "table", "tables")} with `
      + `${plural(count, "column", "columns")} of ${plural(rows.length, "backbone", "backbones")}.`;
  }

  // ---- Provenance ----

  const facts = places => places.map(place => data.facts[place]);
  const fact = (places, key) => (facts(places).find(([name]) => name === key) ?? [])[1];

  function list(pairs) {
    return make("dl", {}, ...pairs.flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, value)]));
  }

  function record(title, found) {
    if (!found) return make("p", { class: "note" }, `${title}: its file is not there any more.`);
    return make("details", {}, make("summary", {}, `${title}: ${found.file}`),
      make("h4", {}, "Made by"), list(facts(found.made)), make("h4", {}, "Made from"), list(facts(found.inputs)));
  }

  function duration(text) {
    const seconds = Number(text);
    if (text === undefined || !Number.isFinite(seconds)) return "–";
    if (seconds < 100) return `${seconds.toFixed(0)} s`;
    return seconds < 6000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
  }

  function runSummary(run) {
    const made = (run.training ?? run.evaluation ?? { made: [] }).made;
    const seed = run.training ? fact(run.training.inputs, "seed") : undefined;
    return make("tr", {}, make("th", { scope: "row" }, String(run.run)), plain(percent(run.top1)),
      plain(seed ?? "–"), plain(duration(fact(made, "wall_seconds"))),
      make("td", { class: "words" }, fact(made, "host") ?? "–"),
      make("td", { class: "words" }, make("code", {}, fact(made, "commit") ?? "–")));
  }

  function open(cell) {
    const column = columns.get(cell.column);
    byId("p-title").textContent = `${backbones.get(cell.backbone).title} on ${column.title}`;
    const content = [];
    const published = cell.printed.map(({ table, top1 }) => `${percent(top1)} in Table ${table}`).join(", ");
    const known = [["published", published || "not by the paper"]];
    const done = cell.reproduced;
    if (done) {
      const spread = isNumber(done.sd) ? ` ± ${percent(done.sd)}` : "";
      known.push(["reproduced", `${percent(done.best)}, the best of ${plural(done.runs.length, "run", "runs")}`],
        ["mean", percent(done.mean) + spread],
        ["95 % interval", `${percent(done.low)} to ${percent(done.high)}`],
        ["difference", isNumber(done.difference) ? signed(done.difference) + " points" : "–"],
        ["verdict", done.verdict]);
    } else {
      known.push(["reproduced", "not run"]);
    }
    const images = (done && done.trainImages) ?? column.trainImages;
    known.push(["training images", isNumber(images) ? grouped(images) : "not known"]);
    content.push(list(known));
    if (new Set(cell.printed.map(({ top1 }) => top1)).size > 1) {
      content.push(make("p", { class: "warn" }, "The paper contradicts itself: its tables print different numbers."));
    }
    if (done) {
      const header = ["run", "top-1", "seed", "time"].map(text => make("th", { scope: "col" }, text));
      header.push(...["host", "commit"].map(text => make("th", { scope: "col", class: "words" }, text)));
      content.push(make("h3", {}, "Runs"),
        make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs" },
          make("table", {}, make("thead", {}, make("tr", {}, ...header)),
            make("tbody", {}, ...done.runs.map(runSummary)))),
        make("h3", {}, "Files, and what they were made from"), record("cell", done.record));
      for (const run of done.runs) {
        content.push(record(`run ${run.run}, training`, run.training),
          record(`run ${run.run}, evaluation`, run.evaluation));
      }
    }
    content.push(make("h3", {}, done ? "To make it again" : "To run it"),
      make("pre", { tabindex: "0" }, make("code", {}, cell.command)));
    fill("p-content", ...content);
    byId("provenance").showModal();
    byId("provenance").scrollTop = 0;
  }

  // ---- The recommender ----

  // Columns with so many times more or fewer images are still near, and so many columns are used at the least.
  const near = 3;
  const least = 3;

  const rule = [
    "The evidence is the columns of the study that belong to the domain: a data set at 100, 10 or 1 % of its training "
      + "images. Of a domain without numbers, the columns of all domains.",
    `Used are those whose number of training images is at most ${near} times larger or smaller than yours; and the `
      + `${least} nearest (by ratio), if these are fewer.`,
    "In each column, a backbone's lead is its accuracy less the mean of all backbones there. Backbones are ranked by "
      + "their mean lead, so that an easy data set favours nobody. ± is the standard deviation over the columns.",
    "The expected accuracy is the mean of the columns' means, plus the lead; the spread is the lowest and the highest "
      + "accuracy of the backbone in the columns used. Your images may be easier or harder than these: the order tells "
      + "more than the height.",
    "A backbone that beats the first one, or equals it, in one or more of the columns may well be as good for you: the "
      + "table says in how many.",
    "Limits remove backbones; they do not change leads. A column's numbers are all published or all reproduced, never "
      + "mixed: with “reproduced where complete” its reproduced numbers count once all backbones were run there.",
  ];

  /** A column's numbers: published, reproduced, or the latter where all are there. */
  function numbersOf(column, mode) {
    const found = data.backbones.map(backbone => cellOf(backbone.id, column.name));
    const reproduced = mode === "reproduced" || (mode === "both" && found.every(cell => cell.reproduced));
    const values = new Map();
    for (const cell of found) {
      const value = reproduced ? cell.reproduced && cell.reproduced.best : cell.published;
      if (isNumber(value)) values.set(cell.backbone, value);
    }
    const used = found.map(cell => reproduced && cell.reproduced && cell.reproduced.trainImages).find(isNumber);
    return { column, reproduced, values, images: used ?? column.trainImages };
  }

  /** Ranked backbones, best first, with their evidence. */
  function recommend({ domain, images, parameters, speed, mode }) {
    const usable = data.columns.map(column => numbersOf(column, mode))
      .filter(({ values, images }) => values.size > 0 && isNumber(images) && images > 0);
    const own = usable.filter(({ column }) => domain === "" || column.domain === domain);
    const borrowed = own.length === 0 && usable.length > 0;
    const distance = evidence => Math.abs(Math.log(evidence.images / images));
    const ordered = [...(borrowed ? usable : own)].sort((left, right) => distance(left) - distance(right));
    const close = ordered.filter(evidence => distance(evidence) <= Math.log(near) + 1e-12);
    const evidence = close.length >= least ? close : ordered.slice(0, least);
    const means = evidence.map(({ values }) => mean([...values.values()]));
    const removed = { parameters: 0, speed: 0, unmeasured: 0 };
    const ranked = data.backbones.map(backbone => {
      const own = evidence.map(({ values }) => values.get(backbone.id));
      const leads = own.map((value, index) => isNumber(value) ? value - means[index] : null).filter(isNumber);
      const known = own.filter(isNumber);
      if (known.length === 0) return null;
      if (parameters !== null && !(backbone.parameters <= parameters)) return void (removed.parameters += 1);
      if (speed !== null && !isNumber(backbone.imagesPerSecond)) return void (removed.unmeasured += 1);
      if (speed !== null && backbone.imagesPerSecond < speed) return void (removed.speed += 1);
      return {
        backbone, own, lead: mean(leads), deviation: deviation(leads), expected: mean(means) + mean(leads),
        low: Math.min(...known), high: Math.max(...known), count: known.length,
      };
    }).filter(Boolean).sort((left, right) => right.lead - left.lead);
    for (const row of ranked) {
      const pairs = row.own.map((value, index) => [value, ranked[0].own[index]])
        .filter(([value, first]) => isNumber(value) && isNumber(first));
      [row.wins, row.shared] = [pairs.filter(([value, first]) => value >= first).length, pairs.length];
    }
    return { evidence, ranked, removed, borrowed, far: evidence.length > 0 && distance(evidence[0]) > Math.log(near) };
  }

  function drawRecommendation() {
    const images = limit("r-images");
    const mode = byId("r-numbers").value;
    if (!images) {
      byId("r-summary").textContent = "Give the number of your training images: 1 or more.";
      fill("r-ranking");
      fill("r-evidence");
      return;
    }
    const domain = byId("r-domain").value;
    const found = recommend({
      domain, images, parameters: limit("r-parameters"), speed: isMeasured ? limit("r-speed") : null, mode,
    });
    byId("r-summary").textContent = summary(found, domain, images);
    if (found.ranked.length === 0) {
      fill("r-ranking");
      fill("r-evidence");
      return;
    }
    const rows = found.ranked.map((row, index) => ({ ...row, ...row.backbone, place: index + 1 }));
    fill("r-ranking", table("ranking", "Ranked backbones: accuracies in percent, leads in points", [
      nameColumn,
      { id: "place", title: "Place", value: row => row.place, cell: row => plain(String(row.place)) },
      { id: "expected", title: "Expected", value: row => row.expected, cell: row => plain(percent(row.expected)) },
      { id: "spread", title: "Spread", cell: row => plain(`${percent(row.low)} to ${percent(row.high)}`) },
      {
        id: "lead", title: "Lead", value: row => row.lead,
        cell: row => plain(signed(row.lead) + (row.deviation === null ? "" : ` ± ${percent(row.deviation)}`)),
      },
      {
        id: "wins", title: "Not behind the first in", value: row => row.place === 1 ? null : row.wins / row.shared,
        cell: row => plain(row.place === 1 ? "–" : `${row.wins} of ${row.shared}`),
      },
      parameterColumn,
      {
        id: "speed", title: "Images/s", value: row => row.imagesPerSecond ?? null,
        cell: row => plain(isNumber(row.imagesPerSecond) ? row.imagesPerSecond.toFixed(1) : "–"),
      },
    ], rows, { column: "place", descending: false }));
    const evidence = found.evidence.map(({ column, reproduced, images }, index) => ({
      id: column.name, title: `${column.title}, ${grouped(images)} images`,
      group: reproduced ? "reproduced" : "published", value: row => row.own[index] ?? null,
      cell: row => {
        if (!isNumber(row.own[index])) return plain("–");
        const text = percent(row.own[index]);
        return make("td", { class: "cell" }, provenanceButton(cellOf(row.id, column.name), [text],
          `${row.title}, ${column.title}: ${text}`));
      },
    }));
    fill("r-evidence", table("evidence", "The cells used, the nearest number of images first",
      [nameColumn, ...evidence], rows));
  }

  function summary({ evidence, ranked, removed, borrowed, far }, domain, images) {
    if (evidence.length === 0) return "There are no such numbers to go by.";
    const parts = [];
    if (borrowed) parts.push(`There are no numbers of the domain ${domain}: those of all domains are used.`);
    if (ranked.length > 0) {
      const [first] = ranked;
      parts.push(`${first.backbone.title} comes first: ${percent(first.expected)} % expected, from `
        + `${plural(first.count, "cell", "cells")} (${percent(first.low)} to ${percent(first.high)}).`);
      const level = ranked.slice(1).filter(row => row.wins > 0).length;
      parts.push(level === 0 ? "No other reaches it in any of them."
        : `${plural(level, "other is", "others are")} not behind it in at least one of them.`);
    } else {
      parts.push("No backbone is within the limits.");
    }
    const reasons = [
      [removed.parameters, "too large"], [removed.speed, "too slow"], [removed.unmeasured, "not measured"],
    ].filter(([count]) => count > 0).map(([count, why]) => `${count} ${why}`);
    if (reasons.length > 0) parts.push(`Left out: ${reasons.join(", ")}.`);
    if (far) {
      parts.push(`The nearest evidence has ${grouped(evidence[0].images)} training images, far from your `
        + `${grouped(images)}: take this with care.`);
    }
    const sources = new Set(evidence.map(({ reproduced }) => reproduced));
    if (sources.size > 1) {
      const count = evidence.filter(({ reproduced }) => reproduced).length;
      parts.push(`${count} of the ${evidence.length} columns used are reproduced, the others the paper's.`);
    }
    if (!sources.has(true)) parts.push("All these numbers are the paper's; none of them was reproduced here.");
    else if (!data.comparable) parts.push(`These numbers are of another protocol than the paper's. ${data.heading}`);
    return parts.join(" ");
  }

  function prepareRecommender() {
    choices("r-domain", [["", "any"], ...domains.map(domain => [domain, domain])], domains[0]);
    const done = data.cells.some(cell => cell.reproduced);
    const modes = [["published", "published"]];
    if (done && data.comparable) modes.push(["both", "reproduced where complete"]);
    if (done) modes.push(["reproduced", "reproduced only"]);
    choices("r-numbers", modes, done && data.comparable ? "both" : "published");
    byId("r-basis").textContent = data.speedNote
      + (done ? "" : " Nothing has been reproduced under this profile: the published numbers are used.");
    byId("r-speed").disabled = !isMeasured;
    fill("r-rule", ...rule.map(text => make("li", {}, text)));
    for (const id of ["r-domain", "r-numbers"]) byId(id).addEventListener("change", drawRecommendation);
    for (const id of ["r-images", "r-parameters", "r-speed"]) byId(id).addEventListener("input", drawRecommendation);
    drawRecommendation();
  }

  // ---- Claims, figures, what is missing ----

  const signs = { holds: "✓ holds", fails: "✗ fails", undecided: "? undecided" };

  function verdictColumn(source) {
    return {
      id: source, title: source, words: true, value: row => row[source].truth,
      cell: row => make("td", { class: "words" }, make("details", {},
        make("summary", {}, signs[row[source].truth]),
        make("ul", {}, ...row[source].numbers.map(text => make("li", {}, text))))),
    };
  }

  function drawClaims() {
    const [published, reproduced] = [byId("c-published").value, byId("c-reproduced").value];
    const rows = data.claims.filter(claim => (published === "" || claim.published.truth === published)
      && (reproduced === "" || claim.reproduced.truth === reproduced));
    fill("claim-table", table("claims", `${plural(rows.length, "claim", "claims")}; open a verdict for its numbers`, [
      {
        id: "claim", title: "Claim", words: true, value: row => row.claim,
        cell: row => make("td", { class: "words" }, row.claim,
          row.reading ? make("p", { class: "note" }, `Read as: ${row.reading}`) : null),
      },
      { id: "section", title: "Section", words: true, value: row => row.section, cell: row => plain(row.section) },
      verdictColumn("published"), verdictColumn("reproduced"),
    ], rows));
  }

  function prepareClaims() {
    byId("claim-summary").textContent = data.claimSummary.join(" ");
    for (const id of ["c-published", "c-reproduced"]) {
      choices(id, [["", "all"], ["holds", "holds"], ["fails", "fails"], ["undecided", "undecided"]], "");
      byId(id).addEventListener("change", drawClaims);
    }
    drawClaims();
  }

  function drawFigures() {
    if (data.figures.length === 0) {
      fill("figure-list", make("p", {}, "No figure has been made under this profile: ",
        make("code", {}, "make figures"), " makes them."));
      return;
    }
    fill("figure-list", ...data.figures.map(figure => make("figure", {},
      make("img", { src: "data:image/svg+xml;base64," + figure.svg, alt: figure.title }),
      make("figcaption", {}, `${figure.title} (${figure.file}; the numbers are in the CSV file beside it)`))));
  }

  function drawMissing() {
    const missing = data.cells.filter(cell => !cell.reproduced);
    const time = data.missingTime ? ` Estimated time: ${data.missingTime}.` : "";
    byId("missing-summary").textContent = missing.length === 0 ? "All cells have been run."
      : `${grouped(missing.length)} of ${plural(data.cells.length, "cell", "cells")} have not been run.${time}`;
    fill("missing-list", ...data.columns.map(column => {
      const lines = missing.filter(cell => cell.column === column.name).map(cell => cell.command);
      if (lines.length === 0) return null;
      return make("details", {}, make("summary", {}, `${column.title}: ${plural(lines.length, "cell", "cells")}`),
        make("pre", { tabindex: "0" }, make("code", {}, lines.join("\n"))));
    }).filter(Boolean));
  }

  // ---- Beginning ----

  byId("heading").textContent = data.heading;
  const done = data.cells.filter(cell => cell.reproduced).length;
  byId("extent").textContent = `${grouped(done)} of ${plural(data.cells.length, "cell", "cells")} have been run.`;
  choices("f-domain", [["", "all"], ...domains.map(domain => [domain, domain])], "");
  choices("f-percent", [["", "all"], ...[...new Set(data.columns.map(column => column.percent))]
    .sort((left, right) => right - left).map(value => [String(value), `${value} %`])], "");
  byId("f-measure").value = done > 0 ? "reproduced" : "published";
  for (const id of ["f-domain", "f-percent", "f-measure"]) byId(id).addEventListener("change", drawTables);
  byId("f-parameters").addEventListener("input", drawTables);
  byId("p-close").addEventListener("click", () => byId("provenance").close());
  prepareRecommender();
  drawTables();
  prepareClaims();
  drawFigures();
  drawMissing();
  byId("made").replaceWith(list(data.made));
})();
