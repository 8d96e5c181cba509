"""Uses the page of `metakd-infer serve` in a headless Chromium, from the upload to the pixels of the overlay, by mouse and by keys alone.

usage: check_page.py PROGRAM CASE_DIRECTORY [--screenshots DIR]

PROGRAM is metakd-infer; CASE_DIRECTORY holds *_flair.nii.gz and *_t1.nii.gz (such as Fixtures/phantom/Phantom_00001). Needs selenium,
nibabel, and Debian's chromium and chromium-driver. Every axial slice's labelled pixels are counted and compared with the command line's mask;
what Chromium tells assistive programs (roles, names, live regions) is read from its accessibility tree.
"""
import argparse
import pathlib
import subprocess
import tempfile

import nibabel
import numpy as np
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

a = argparse.ArgumentParser()
a.add_argument("program")
a.add_argument("case", type=pathlib.Path)
a.add_argument("--screenshots", type=pathlib.Path)
a = a.parse_args()
flair, t1 = (str(next(a.case.glob(f"*_{name}.nii.gz")).resolve()) for name in ("flair", "t1"))

COUNTS = """
const [slider, canvas] = [document.querySelector('#planes input'), document.getElementById('axial')], counts = [];
for (slider.value = 0; ; slider.value = Number(slider.value) + 1) {
  slider.dispatchEvent(new Event('input'));
  const p = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let n = 0;
  for (let i = 0; i < p.length; i += 4) if (p[i] !== p[i + 1] || p[i] !== p[i + 2]) n++;
  counts.push(n);
  if (slider.value === slider.max) return counts;
}"""

FOCUSED = """
const e = document.activeElement, s = getComputedStyle(e);
return {name: e.labels?.[0]?.textContent.trim() || e.getAttribute('aria-label') || e.textContent.trim(), tag: e.tagName,
        outline: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), inSight: e.checkVisibility()}"""


class Page:
    """The page in a browser, as a person meets it."""

    def __init__(self, browser):
        self.browser = browser

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def press(self, *keys):
        webdriver.ActionChains(self.browser).send_keys(*keys).perform()

    def focused(self):
        return self.browser.execute_script(FOCUSED)

    def tab_to(self, name, back=False):
        """Presses Tab until something of this name has the focus; all that is passed must show that it has it."""
        for _ in range(60):
            self.press(Keys.SHIFT + Keys.TAB + Keys.NULL if back else Keys.TAB)
            here = self.focused()
            if here["tag"] == "BODY":
                continue
            assert here["outline"] >= 2 and here["inSight"], f"the focus on {here} is not seen"
            if here["name"].startswith(name):
                return
        raise AssertionError(f"{name} is not reached by Tab")

    def finished(self):
        WebDriverWait(self.browser, 300).until(lambda b: self.find("result").is_displayed() or self.find("fault").is_displayed())
        assert self.find("result").is_displayed(), self.find("fault").text
        WebDriverWait(self.browser, 30).until(lambda b: self.find("stage").text.startswith("done"))

    def tree(self):
        """What assistive programs are told: (role, name, properties) of all that is not ignored."""
        nodes = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        return [(n["role"]["value"], n.get("name", {}).get("value", ""), {p["name"]: p["value"].get("value") for p in n.get("properties", [])})
                for n in nodes if not n["ignored"]]

    def screenshot(self, name):
        if a.screenshots:
            height = self.browser.execute_script("return document.documentElement.scrollHeight")
            self.browser.set_window_size(self.browser.get_window_size()["width"], height + 200)
            self.browser.save_screenshot(str(a.screenshots / f"{name}.png"))


def check_by_mouse(page, labels):
    page.find("files").send_keys(f"{flair}\n{t1}")
    WebDriverWait(page.browser, 10).until(lambda b: page.find("start").is_enabled())
    guessed = [e.get_attribute("value") for e in page.browser.find_elements(By.CSS_SELECTOR, "#images select")]
    assert guessed == ["flair", "t1"], guessed
    page.find("start").click()
    page.finished()
    page.screenshot("page-wide")
    shown, expected = page.browser.execute_script(COUNTS), [int(n) for n in (labels > 0).sum((0, 1))]
    assert shown == expected, f"labelled pixels by slice: {shown}, the mask has {expected}"
    page.browser.execute_script("const o = document.getElementById('opacity'); o.value = 0; o.dispatchEvent(new Event('input'))")
    assert not any(page.browser.execute_script(COUNTS)), "labels are seen at opacity 0"
    print(f"{len(shown)} axial slices, {sum(shown)} labelled pixels, as in the command line's mask")


def check_by_keys(page, folder, options):
    """Options, start, slices and downloads without a mouse. Choosing files is the browser's own dialogue, so they are set."""
    page.browser.refresh()
    WebDriverWait(page.browser, 10).until(lambda b: b.execute_script("return document.querySelectorAll('#model option').length > 0"))
    page.find("files").send_keys(f"{flair}\n{t1}")
    WebDriverWait(page.browser, 10).until(lambda b: page.find("start").is_enabled())
    page.browser.execute_script("document.activeElement.blur()")
    page.tab_to("Images of one case")
    page.tab_to("Modality of")
    page.tab_to("Options")
    page.press(Keys.ENTER)
    page.tab_to("Clean up by the model's rules")
    page.press(Keys.SPACE)
    for name in ("Probabilities", "Uncertainty", "Report"):
        page.tab_to(name)
        page.press(Keys.SPACE)
    page.browser.execute_script("""
      window.told = [];
      new MutationObserver(() => told.push(document.getElementById('stage').textContent)).observe(document.getElementById('stage'), {childList: true})""")
    page.tab_to("Segment")
    page.press(Keys.ENTER)
    assert page.focused()["name"] == "Progress", f"after the start the focus is at {page.focused()}"
    page.finished()
    assert page.focused()["name"] == "Result", f"at the end the focus is at {page.focused()}"
    told = page.browser.execute_script("return told")
    assert told[0].startswith("sending") and told[-1].startswith("done") and 3 < len(told) < 60, told
    page.tab_to("Axial slice")
    slider, canvas = page.browser.find_element(By.CSS_SELECTOR, "#planes input"), page.find("axial")
    before, first = slider.get_attribute("value"), canvas.get_attribute("aria-label")
    page.press(Keys.ARROW_RIGHT)
    assert int(slider.get_attribute("value")) == int(before) + 1 and canvas.get_attribute("aria-label") != first
    page.press(Keys.ARROW_LEFT)
    assert slider.get_attribute("value") == before and canvas.get_attribute("aria-label") == first
    page.press(Keys.HOME)
    assert slider.get_attribute("value") == "0" and slider.get_attribute("aria-valuetext").startswith("1 of ")
    for name, expected in options.items():
        page.tab_to(f"Download {name}")
        page.press(Keys.ENTER)
        path = pathlib.Path(folder, name)
        WebDriverWait(page.browser, 30).until(lambda b: path.exists() and path.stat().st_size == len(expected))
        assert path.read_bytes() == expected, f"{name} differs from the command line's"
    print(f"by keys alone: options, start, slices, {', '.join(options)} as the command line writes them; told of the work {len(told)} times")


def check_tree(page):
    tree = page.tree()
    named = {"button", "link", "slider", "combobox", "checkbox", "image", "progressbar", "table", "region", "DisclosureTriangle"}
    nameless = [node for node in tree if node[0] in named and not node[1]]
    assert not nameless, f"without a name: {nameless}"
    status = [node for node in tree if node[0] == "status"]
    assert status and status[0][2].get("live") == "polite", f"progress is not told: {status}"
    groups = {name for role, name, _ in tree if role == "group"}
    assert {"The mask", "To download as well", "Downloads"} <= groups, groups
    roles = {role for role, _, _ in tree}
    assert {"banner", "main", "heading", "slider", "image", "table", "checkbox"} <= roles, roles
    print(f"{len(tree)} nodes of the accessibility tree: {sum(role in named for role, _, _ in tree)} of roles that need a name have one")


with tempfile.TemporaryDirectory() as folder:
    local = pathlib.Path(folder, "local")
    local.mkdir()
    names = {"--probabilities": "probabilities.nii.gz", "--uncertainty": "uncertainty.nii.gz", "--report": "report.html"}
    run = [a.program, "--flair", flair, "--t1", t1, "-q", "-o"]
    subprocess.run([*run, f"{folder}/as-usual.nii.gz"], check=True)
    subprocess.run([*run, str(local / "mask.nii.gz"), "--rules", "none", *(s for o, n in names.items() for s in (o, str(local / n)))], check=True)
    labels = np.asarray(nibabel.as_closest_canonical(nibabel.load(f"{folder}/as-usual.nii.gz")).dataobj)
    server = subprocess.Popen([a.program, "serve", "--port", "0", "-q", "--work-folder", f"{folder}/work"], stderr=subprocess.PIPE, text=True)
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1280,1500"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": folder})
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    page = Page(browser)
    try:
        browser.get(server.stderr.readline().split()[-1])
        check_by_mouse(page, labels)
        check_by_keys(page, folder, {name: (local / name).read_bytes() for name in ("mask.nii.gz", *names.values())})
        check_tree(page)
        browser.set_window_size(400, 1500)
        wide = browser.execute_script("return document.documentElement.scrollWidth > innerWidth")
        assert not wide, "a narrow window scrolls sideways"
        page.screenshot("page-narrow")
        wrong = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
        assert not wrong, wrong
    finally:
        browser.quit()
        server.terminate()
        server.wait()
