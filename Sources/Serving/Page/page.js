// The page of the server: images in, progress, three planes with the labels over them.
const modalities = {flair: ["flair", "t2f", "fla", "t2flair"], t1: ["t1", "t1n", "t1w"], t1c: ["t1c", "t1ce", "t1gd", "t1post", "ct1"], t2: ["t2", "t2w"]};
const colours = {1: [86, 180, 233], 2: [240, 228, 66], 3: [230, 85, 13], 4: [230, 85, 13]};
const names = {1: "necrotic or non-enhancing core", 2: "oedema", 3: "enhancing tumour", 4: "enhancing tumour"};
const extras = {probabilities: "probabilities.nii.gz", uncertainty: "uncertainty.nii.gz", report: "report.html"};
const find = id => document.getElementById(id);
const state = {files: [], models: [], token: sessionStorage.getItem("token") ?? "", job: null, urls: []};

// --- Talking to the server

function headers() { return state.token ? {Authorization: `Bearer ${state.token}`} : {}; }

async function ask(path, options = {}) {
  const answer = await fetch(path, {...options, headers: {...headers(), ...options.headers}});
  if (answer.status === 401) { find("access").hidden = false; find("token").focus(); }
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `the server answers ${answer.status}`);
  return answer;
}

// fetch tells nothing of an upload's progress.
function upload(path, form, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = event => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Error("the connection was lost; is the server still there?"));
    request.onload = () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch {}
      if (request.status === 401) find("access").hidden = false;
      request.status < 300 ? resolve(body) : reject(new Error(body.error ?? `the server answers ${request.status}`));
    };
    request.send(form);
  });
}

// --- NIfTI

async function unpacked(blob) {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const isZipped = head[0] === 0x1f && head[1] === 0x8b;
  return new Response(isZipped ? blob.stream().pipeThrough(new DecompressionStream("gzip")) : blob).arrayBuffer();
}

const readers = {2: ["getUint8", 1], 4: ["getInt16", 2], 8: ["getInt32", 4], 16: ["getFloat32", 4], 64: ["getFloat64", 8], 256: ["getInt8", 1], 512: ["getUint16", 2], 768: ["getUint32", 4]};

// A volume with its affine: rows take a voxel's indices to mm (RAS).
async function readVolume(blob) {
  const view = new DataView(await unpacked(blob));
  const little = [348, 540].includes(view.getInt32(0, true)), second = view.getInt32(0, little) === 540;
  const short = at => view.getInt16(at, little), float = at => second ? view.getFloat64(at, little) : view.getFloat32(at, little);
  const wide = at => Number(view.getBigInt64(at, little));
  const size = [1, 2, 3].map(i => second ? wide(16 + 8 * i) : short(40 + 2 * i));
  const spacing = [0, 1, 2, 3].map(i => second ? float(104 + 8 * i) : float(76 + 4 * i));
  const [method, width] = readers[short(second ? 12 : 70)] ?? (() => { throw new Error("the image's number format cannot be shown"); })();
  const start = second ? wide(168) : float(108);
  const slope = float(second ? 176 : 112) || 1, shift = slope === 1 && !float(second ? 176 : 112) ? 0 : float(second ? 184 : 116);
  const step = second ? 8 : 4, sform = second ? view.getInt32(348, little) : short(254), qform = second ? view.getInt32(344, little) : short(252);
  let rows;
  if (sform > 0) rows = [0, 1, 2].map(r => [0, 1, 2, 3].map(c => float((second ? 400 : 280) + step * (4 * r + c))));
  else if (qform > 0) rows = quaternion([0, 1, 2].map(i => float((second ? 352 : 256) + step * i)), [0, 1, 2].map(i => float((second ? 376 : 268) + step * i)), spacing);
  else rows = [[spacing[1], 0, 0, 0], [0, spacing[2], 0, 0], [0, 0, spacing[3], 0]];
  const count = size[0] * size[1] * size[2], values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = view[method](start + i * width, little) * slope + shift;
  return {size, rows, values};
}

function quaternion([b, c, d], offset, spacing) {
  const a = Math.sqrt(Math.max(1 - b * b - c * c - d * d, 0)), sign = spacing[0] < 0 ? -1 : 1;
  const turn = [[a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)], [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
                [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c]];
  return turn.map((row, r) => [row[0] * spacing[1], row[1] * spacing[2], row[2] * spacing[3] * sign, offset[r]]);
}

// Which voxel axis runs most along each of R, A, S, and whether it runs the other way.
function orientation({rows}) {
  const left = [0, 1, 2], axes = [];
  for (const r of [0, 1, 2]) {
    const axis = left.reduce((best, c) => Math.abs(rows[r][c]) > Math.abs(rows[r][best]) ? c : best, left[0]);
    left.splice(left.indexOf(axis), 1);
    axes.push({axis, flipped: rows[r][axis] < 0, mm: Math.hypot(...[0, 1, 2].map(i => rows[i][axis]))});
  }
  return axes;
}

function inverse(m) {
  const [[a, b, c], [d, e, f], [g, h, i]] = m, det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const n = [[e * i - f * h, c * h - b * i, b * f - c * e], [f * g - d * i, a * i - c * g, c * d - a * f], [d * h - e * g, b * g - a * h, a * e - b * d]].map(r => r.map(v => v / det));
  return n.map(r => [...r, -(r[0] * m[0][3] + r[1] * m[1][3] + r[2] * m[2][3])]);
}

// The image's values at the mask's voxels, nearest: the two may have different grids.
function sampled(image, mask) {
  const back = inverse(image.rows), to = back.map(r => [0, 1, 2, 3].map(c => r[0] * mask.rows[0][c] + r[1] * mask.rows[1][c] + r[2] * mask.rows[2][c] + (c === 3 ? r[3] : 0)));
  const [nx, ny, nz] = mask.size, [mx, my, mz] = image.size, values = new Float32Array(nx * ny * nz);
  for (let z = 0, o = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, o++) {
    const i = Math.round(to[0][0] * x + to[0][1] * y + to[0][2] * z + to[0][3]), j = Math.round(to[1][0] * x + to[1][1] * y + to[1][2] * z + to[1][3]);
    const k = Math.round(to[2][0] * x + to[2][1] * y + to[2][2] * z + to[2][3]);
    if (i >= 0 && j >= 0 && k >= 0 && i < mx && j < my && k < mz) values[o] = image.values[(k * my + j) * mx + i];
  }
  return values;
}

// --- The viewer. Radiological: the patient's right is on the left of the picture.

class Viewer {
  planes = [{name: "Axial", across: 0, down: 1, through: 2}, {name: "Coronal", across: 0, down: 2, through: 1}, {name: "Sagittal", across: 1, down: 2, through: 0}];

  constructor(mask) {
    this.mask = mask;
    this.axes = orientation(mask);
    const strides = [1, mask.size[0], mask.size[0] * mask.size[1]];
    for (const axis of this.axes) Object.assign(axis, {size: mask.size[axis.axis], stride: strides[axis.axis]});
    this.opacity = Number(find("opacity").value);
    find("planes").replaceChildren(...this.planes.map(plane => this.figure(plane)));
  }

  figure(plane) {
    const {size} = this.axes[plane.through], figure = document.createElement("figure"), caption = document.createElement("figcaption");
    plane.canvas = document.createElement("canvas");
    plane.canvas.id = plane.name.toLowerCase();
    plane.canvas.setAttribute("role", "img");
    [plane.canvas.width, plane.canvas.height] = [this.axes[plane.across].size, this.axes[plane.down].size];
    plane.canvas.style.aspectRatio = `${this.axes[plane.across].size * this.axes[plane.across].mm} / ${this.axes[plane.down].size * this.axes[plane.down].mm}`;
    plane.slider = Object.assign(document.createElement("input"), {type: "range", min: 0, max: size - 1, value: this.largest(plane.through)});
    plane.slider.setAttribute("aria-label", `${plane.name} slice`);
    plane.slider.addEventListener("input", () => this.draw(plane));
    plane.caption = caption;
    figure.append(plane.canvas, plane.slider, caption);
    return figure;
  }

  // Where an index along R, A or S lies in memory.
  offset(direction, index) {
    const {size, stride, flipped} = this.axes[direction];
    return (flipped ? size - 1 - index : index) * stride;
  }

  // The slice with most of the tumour; the middle one without any.
  largest(direction) {
    const {size, stride, flipped} = this.axes[direction], counts = new Uint32Array(size);
    this.mask.values.forEach((label, at) => { if (label) counts[Math.floor(at / stride) % size]++; });
    const most = counts.reduce((best, count, index) => count > counts[best] ? index : best, Math.floor(size / 2));
    return flipped ? size - 1 - most : most;
  }

  show(values) {
    this.values = values;
    const sorted = values.filter(v => v !== 0).sort(), at = share => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    [this.low, this.high] = [Math.min(at(0.01), 0), at(0.995) || 1];
    this.planes.forEach(plane => this.draw(plane));
  }

  draw(plane) {
    const {across, down, through, canvas} = plane, {width, height} = canvas, index = Number(plane.slider.value);
    const picture = new ImageData(width, height), base = this.offset(through, index);
    let voxels = 0;
    for (let row = 0, pixel = 0; row < height; row++) for (let column = 0; column < width; column++, pixel += 4) {
      const at = base + this.offset(across, width - 1 - column) + this.offset(down, height - 1 - row);
      const grey = 255 * (this.values[at] - this.low) / (this.high - this.low), label = this.mask.values[at], share = label ? this.opacity : 0;
      if (label) voxels++;
      for (const channel of [0, 1, 2]) picture.data[pixel + channel] = grey * (1 - share) + (label ? colours[label]?.[channel] ?? 255 : 0) * share;
      picture.data[pixel + 3] = 255;
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
    plane.caption.textContent = `${plane.name} slice ${index + 1} of ${this.axes[through].size}, ${through === 0 ? "front on the left" : "patient's right on the left"}`;
    canvas.setAttribute("aria-label", `${plane.caption.textContent}; ${voxels ? `${voxels} labelled pixels` : "nothing labelled"}`);
    plane.slider.setAttribute("aria-valuetext", `${index + 1} of ${this.axes[through].size}`);
  }
}

// --- Files

function guess(name) {
  const words = name.toLowerCase().replace(/\.(nii|gz)/g, "").split(/[^a-z0-9]+/).reverse();
  for (const word of words) for (const [modality, aliases] of Object.entries(modalities)) if (aliases.includes(word)) return modality;
  return "";
}

function add(files) {
  for (const file of files) state.files.push({file, modality: guess(file.name)});
  list();
}

function list() {
  find("images").hidden = !state.files.length;
  find("images").tBodies[0].replaceChildren(...state.files.map((entry, index) => {
    const row = document.createElement("tr"), choice = document.createElement("select"), button = document.createElement("button");
    choice.setAttribute("aria-label", `Modality of ${entry.file.name}`);
    choice.append(new Option("choose…", ""), ...Object.keys(modalities).map(name => new Option(name, name)));
    choice.value = entry.modality;
    choice.addEventListener("change", () => { entry.modality = choice.value; check(); });
    Object.assign(button, {type: "button", textContent: "Remove"});
    button.setAttribute("aria-label", `Remove ${entry.file.name}`);
    button.addEventListener("click", () => { state.files.splice(index, 1); list(); find("files").focus(); });
    const cells = [entry.file.name, choice, button].map(content => { const cell = document.createElement("td"); cell.append(content); return cell; });
    row.append(...cells);
    return row;
  }));
  check();
}

function check() {
  const chosen = state.files.map(entry => entry.modality), twice = chosen.find((name, index) => name && chosen.indexOf(name) !== index);
  fault(twice ? `two images are ${twice}; choose another modality for one of them` : "");
  find("start").disabled = !chosen.length || chosen.includes("") || Boolean(twice);
  const model = state.models.find(({name}) => name === find("model").value), row = model?.evaluation.find(({subset}) => subset === model.modalities.filter(name => chosen.includes(name)).join("+"));
  find("expected").hidden = !row;
  if (row) {
    const dice = Object.entries(row.metrics).filter(([name]) => name.startsWith("dice_")).map(([name, value]) => `${name.slice(5)} ${value.toFixed(2)}`).join(", ");
    find("expected").textContent = `Expected Dice with these modalities: ${dice} (${row.n} held-out cases).`;
  }
}

function fault(text) {
  find("fault").hidden = !text;
  find("fault").textContent = text;
}

// --- Work

// Whoever hears the page rather than sees it is told of every tenth alone.
function tens(share) { return 10 * Math.floor(10 * share); }

function tell(text, progress) {
  if (find("stage").textContent !== text) find("stage").textContent = text;
  find("progress").value = progress;
}

async function work() {
  const form = new FormData();
  const more = [...document.querySelectorAll("#more input:checked")].map(({value}) => value);
  form.append("model", find("model").value);
  form.append("outputs", ["mask", "statistics", "overlay", ...more].join());
  form.append("tta", find("tta").checked);
  form.append("rules", find("rules").checked ? "model" : "none");
  for (const {file, modality} of state.files) form.append(modality, file);
  find("result").hidden = true;
  find("work").hidden = false;
  find("work-title").focus();
  tell("sending the images", 0);
  state.job = await upload("/v1/jobs", form, sent => tell(`sending the images: ${tens(sent)} %`, 0.1 * sent));
  find("cancel").hidden = false;
  while (["waiting", "running"].includes(state.job.state)) {
    const place = state.job.position > 0 ? `${state.job.position} before this one` : "next";
    tell(state.job.state === "waiting" ? `waiting: ${place}` : `${state.job.stage}: ${tens(state.job.progress)} %`, 0.1 + 0.9 * state.job.progress);
    await new Promise(resolve => setTimeout(resolve, 300));
    if (!state.job) return;
    state.job = await (await ask(`/v1/jobs/${state.job.id}`)).json();
  }
  if (state.job.state !== "done") throw new Error(state.job.message ?? `the work was ${state.job.state}`);
  tell("fetching the mask", 1);
  await show(state.job);
  tell(`done in ${state.job.seconds.toFixed(1)} s`, 1);
}

// The work is over without a result: whoever uses no mouse is brought back to the button.
function leave() {
  find("work").hidden = true;
  find("start").disabled = false;
  find("start").focus();
}

async function show(job) {
  const mask = await (await ask(job.outputs.mask)).blob(), statistics = await (await ask(job.outputs.statistics)).json();
  const viewer = new Viewer(await readVolume(mask)), images = new Map();
  const choose = async () => {
    const name = find("background").value;
    if (!images.has(name)) images.set(name, sampled(await readVolume(state.files.find(entry => entry.modality === name).file), viewer.mask));
    viewer.show(images.get(name));
  };
  find("background").replaceChildren(...state.files.map(({modality}) => new Option(modality, modality)));
  find("background").onchange = () => choose().catch(error => fault(error.message));
  find("opacity").oninput = event => { viewer.opacity = Number(event.target.value); viewer.planes.forEach(plane => viewer.draw(plane)); };
  find("summary").textContent = `Given: ${job.given.join(", ")}.${job.imputed.length ? ` Imputed: ${job.imputed.join(", ")}.` : ""}${job.expected ? ` ${job.expected[0].toUpperCase()}${job.expected.slice(1)}.` : ""}`;
  find("warnings").replaceChildren(...(job.warnings ?? []).map(text => Object.assign(document.createElement("li"), {textContent: text})));
  find("legend").replaceChildren(...Object.keys(statistics.labels).map(label => {
    const item = document.createElement("li"), colour = document.createElement("span");
    colour.style.backgroundColor = `rgb(${colours[label] ?? [255, 255, 255]})`;
    item.append(colour, `${label}: ${names[label] ?? "label"}`);
    return item;
  }));
  find("volumes").tBodies[0].replaceChildren(...["ET", "TC", "WT"].filter(name => statistics.regions[name]).map(name => {
    const row = document.createElement("tr"), {mm3, voxels} = statistics.regions[name];
    for (const text of [name, (mm3 / 1000).toFixed(2), String(voxels)]) { const cell = document.createElement("td"); cell.textContent = text; row.append(cell); }
    return row;
  }));
  offer(job, mask);
  find("result").hidden = false;
  await choose();
  find("result-title").focus();
}

function offer(job, mask) {
  state.urls.forEach(URL.revokeObjectURL);
  const link = (name, blob) => {
    const url = URL.createObjectURL(blob);
    state.urls.push(url);
    return Object.assign(document.createElement("a"), {href: url, download: name, textContent: `Download ${name}`});
  };
  // What is large is fetched only when it is wanted; an address alone would not carry the token.
  const fetched = (text, name, address) => {
    const button = Object.assign(document.createElement("button"), {type: "button", textContent: text});
    button.addEventListener("click", async () => {
      try { link(name, await (await ask(address)).blob()).click(); } catch (error) { fault(error.message); }
    });
    return button;
  };
  state.urls = [];
  const files = Object.entries(extras).filter(([output]) => job.outputs[output]).map(([output, name]) => fetched(`Download ${name}`, name, job.outputs[output]));
  find("downloads").replaceChildren(link("mask.nii.gz", mask), ...files, fetched("Download all (zip)", "results.zip", `/v1/jobs/${job.id}/results.zip`));
}

async function load() {
  state.models = (await (await ask("/v1/models")).json()).models.filter(({task}) => task === "segmentation");
  find("model").replaceChildren(...state.models.map(({name}) => new Option(name, name)));
  find("model-choice").hidden = state.models.length < 2;
  find("access").hidden = true;
  check();
}

find("access").addEventListener("submit", event => {
  event.preventDefault();
  state.token = find("token").value;
  sessionStorage.setItem("token", state.token);
  load().then(() => fault("")).catch(error => fault(error.message));
});
find("files").addEventListener("change", event => { add(event.target.files); event.target.value = ""; });
find("model").addEventListener("change", check);
for (const name of ["dragover", "dragleave", "drop"]) find("drop").addEventListener(name, event => {
  event.preventDefault();
  find("drop").classList.toggle("over", name === "dragover");
  if (name === "drop") add(event.dataTransfer.files);
});
find("order").addEventListener("submit", event => {
  event.preventDefault();
  fault("");
  find("start").disabled = true;
  work().catch(error => { fault(error.message); leave(); }).finally(() => { find("start").disabled = false; find("cancel").hidden = true; });
});
find("cancel").addEventListener("click", async () => {
  const job = state.job;
  state.job = null;
  leave();
  if (job) await ask(`/v1/jobs/${job.id}`, {method: "DELETE"}).catch(error => fault(error.message));
});
load().catch(error => fault(error.message));
