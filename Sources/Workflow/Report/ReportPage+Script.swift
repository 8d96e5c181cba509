extension ReportPage {
    /// The page's script: cuts slices out of the pictures and draws labels over them. It reads no pixel back, which some browsers falsify.
    static let script = #"""

        (() => {
          "use strict";
          const element = (id) => document.getElementById(id);
          const volume = JSON.parse(element("volume").textContent);
          const [width, height, depth] = volume.size;
          const atlases = [...document.querySelectorAll(".atlas")];
          const labels = unpacked(volume.labels, width * height * depth);
          const names = ["", "edema", "core", "enhancing tumour"];

          // Axes: 0 to the right, 1 forwards, 2 upwards. Pictures run against them, as radiologists see the patient.
          const planes = [
            { name: "axial", through: 2, across: 0, up: 1, edges: ["R", "L", "A", "P"] },
            { name: "coronal", through: 1, across: 0, up: 2, edges: ["R", "L", "S", "I"] },
            { name: "sagittal", through: 0, across: 1, up: 2, edges: ["A", "P", "S", "I"] },
          ];

          function unpacked(text, count) {
            const bytes = atob(text);
            const codes = new Uint8Array(count);
            let place = 0;
            for (let at = 0; at < bytes.length; at++) {
              let number = 0, factor = 1, byte;
              while ((byte = bytes.charCodeAt(at)) > 127) {
                number += (byte & 127) * factor;
                factor *= 128;
                at++;
              }
              number += byte * factor;
              const length = Math.floor(number / 4);
              codes.fill(number % 4, place, place + length);
              place += length;
            }
            return codes;
          }

          const label = (place) => labels[(place[2] * height + place[1]) * width + place[0]];

          // The voxel at column x and row y of a plane's slice.
          function voxel(plane, slice, x, y) {
            const place = [0, 0, 0];
            place[plane.through] = slice;
            place[plane.across] = volume.size[plane.across] - 1 - x;
            place[plane.up] = volume.size[plane.up] - 1 - y;
            return place;
          }

          // A slice of the image, one pixel a voxel.
          function cut(plane, slice, atlas) {
            const canvas = document.createElement("canvas");
            canvas.width = volume.size[plane.across];
            canvas.height = volume.size[plane.up];
            const context = canvas.getContext("2d");
            context.imageSmoothingEnabled = false;
            const corner = (k) => [k % volume.columns * width, Math.floor(k / volume.columns) * height];
            if (plane.through === 2) {
              const [x, y] = corner(slice);
              context.drawImage(atlas, x, y, width, height, 0, 0, width, height);
            } else if (plane.through === 1) {
              for (let k = 0; k < depth; k++) {
                const [x, y] = corner(k);
                context.drawImage(atlas, x, y + height - 1 - slice, width, 1, 0, depth - 1 - k, width, 1);
              }
            } else {
              // Columns of the picture become rows.
              context.setTransform(0, 1, 1, 0, 0, 0);
              for (let k = 0; k < depth; k++) {
                const [x, y] = corner(k);
                context.drawImage(atlas, x + width - 1 - slice, y, 1, height, depth - 1 - k, 0, 1, height);
              }
            }
            return canvas;
          }

          function draw(plane) {
            const slice = Number(plane.slider.value);
            const [columns, rows] = [volume.size[plane.across], volume.size[plane.up]];
            const [stepX, stepY] = [plane.canvas.width / columns, plane.canvas.height / rows];
            const context = plane.canvas.getContext("2d");
            context.globalAlpha = 1;
            context.imageSmoothingEnabled = true;
            context.imageSmoothingQuality = "high";
            context.drawImage(cut(plane, slice, atlases[Number(element("image").value)]), 0, 0, plane.canvas.width, plane.canvas.height);
            const found = [];
            for (let y = 0; y < rows; y++) {
              for (let x = 0; x < columns; x++) found.push(label(voxel(plane, slice, x, y)));
            }
            fill(context, found, columns, rows, stepX, stepY);
            if (element("contours").checked) outline(context, found, columns, rows, stepX, stepY);
            letters(context, plane);
            tell(plane, slice, found);
          }

          function fill(context, found, columns, rows, stepX, stepY) {
            const opacity = Number(element("opacity").value) / 100;
            if (opacity === 0) return;
            context.globalAlpha = opacity;
            for (let y = 0; y < rows; y++) {
              for (let x = 0; x < columns; x++) {
                const code = found[y * columns + x];
                if (code === 0) continue;
                let end = x + 1;
                while (end < columns && found[y * columns + end] === code) end++;
                context.fillStyle = volume.colours[code - 1];
                // Whole pixels, so that neighbouring rows neither overlap nor leave a seam.
                const [left, top] = [Math.round(x * stepX), Math.round(y * stepY)];
                context.fillRect(left, top, Math.round(end * stepX) - left, Math.round((y + 1) * stepY) - top);
                x = end - 1;
              }
            }
            context.globalAlpha = 1;
          }

          // The borders of voxels with one label to those with another, the innermost label last.
          function outline(context, found, columns, rows, stepX, stepY) {
            context.lineWidth = Math.max(1.5, plane0.canvas.width / 350);
            for (let code = 1; code <= 3; code++) {
              const is = (x, y) => x >= 0 && y >= 0 && x < columns && y < rows && found[y * columns + x] === code;
              context.strokeStyle = volume.colours[code - 1];
              context.beginPath();
              for (let y = 0; y < rows; y++) {
                for (let x = 0; x < columns; x++) {
                  if (!is(x, y)) continue;
                  const line = (fromX, fromY, toX, toY) => {
                    context.moveTo(fromX * stepX, fromY * stepY);
                    context.lineTo(toX * stepX, toY * stepY);
                  };
                  if (!is(x - 1, y)) line(x, y, x, y + 1);
                  if (!is(x + 1, y)) line(x + 1, y, x + 1, y + 1);
                  if (!is(x, y - 1)) line(x, y, x + 1, y);
                  if (!is(x, y + 1)) line(x, y + 1, x + 1, y + 1);
                }
              }
              context.stroke();
            }
          }

          function letters(context, plane) {
            const [w, h] = [plane.canvas.width, plane.canvas.height];
            const size = Math.round(plane0.canvas.width / 26);
            context.font = `bold ${size}px system-ui, sans-serif`;
            context.textBaseline = "middle";
            context.lineWidth = size / 6;
            context.strokeStyle = "#000000";
            context.fillStyle = "#ffffff";
            const places = [[size * 0.3, h / 2, "left"], [w - size * 0.3, h / 2, "right"], [w / 2, size * 0.7, "center"], [w / 2, h - size * 0.7, "center"]];
            places.forEach(([x, y, align], number) => {
              context.textAlign = align;
              context.strokeText(plane.edges[number], x, y);
              context.fillText(plane.edges[number], x, y);
            });
          }

          function tell(plane, slice, found) {
            const number = `${volume.first[plane.through] + slice * volume.step[plane.through]} of ${volume.total[plane.through]}`;
            const areas = [3, 2, 1].map((code) => [names[code], found.filter((other) => other === code).length]).filter(([, count]) => count > 0);
            const content = areas.length === 0 ? "no tumour" : areas.map(([name, count]) => `${name} ${count} voxels`).join(", ");
            element(plane.name + "-number").textContent = number;
            plane.slider.setAttribute("aria-valuetext", `slice ${number}: ${content}`);
            plane.canvas.setAttribute("aria-label", `${plane.name} slice ${number}: ${content}`);
          }

          // The slice with most tumour, or the middle one.
          function start(through) {
            const areas = new Array(volume.size[through]).fill(0);
            let at = 0;
            for (let k = 0; k < depth; k++) {
              for (let j = 0; j < height; j++) {
                for (let i = 0; i < width; i++) if (labels[at++] !== 0) areas[[i, j, k][through]]++;
              }
            }
            const most = areas.reduce((most, area) => Math.max(most, area), 0);
            return most > 0 ? areas.indexOf(most) : Math.floor(areas.length / 2);
          }

          const drawAll = () => planes.forEach(draw);
          const lengths = volume.size.map((count, axis) => count * volume.spacing[axis]);
          const scale = 1000 / Math.max(...lengths);
          const plane0 = planes[0];

          for (const plane of planes) {
            plane.canvas = element(plane.name);
            plane.slider = element(plane.name + "-slice");
            plane.canvas.width = Math.max(1, Math.round(lengths[plane.across] * scale));
            plane.canvas.height = Math.max(1, Math.round(lengths[plane.up] * scale));
            plane.canvas.closest("figure").style.flexGrow = lengths[plane.across];
            plane.slider.max = volume.size[plane.through] - 1;
            plane.slider.value = start(plane.through);
            plane.slider.addEventListener("input", () => draw(plane));
            plane.canvas.addEventListener("click", (event) => {
              const x = Math.floor(event.offsetX / plane.canvas.clientWidth * volume.size[plane.across]);
              const y = Math.floor(event.offsetY / plane.canvas.clientHeight * volume.size[plane.up]);
              const place = voxel(plane, Number(plane.slider.value), x, y);
              for (const other of planes) other.slider.value = place[other.through];
              drawAll();
            });
          }
          for (const id of ["image", "contours"]) element(id).addEventListener("change", drawAll);
          element("opacity").addEventListener("input", (event) => {
            event.target.setAttribute("aria-valuetext", `${event.target.value} %`);
            drawAll();
          });
          // The pictures stand in the page, so that all are there when it has loaded.
          window.addEventListener("load", () => {
            element("viewer").hidden = false;
            drawAll();
          });
        })();

        """#
}
