"""Uses the page of `metakd-infer serve` in a headless Chromium, from the upload to the pixels of the overlay.

usage: check_page.py PROGRAM CASE_DIRECTORY [--screenshots DIR]

PROGRAM is metakd-infer; CASE_DIRECTORY holds *_flair.nii.gz and *_t1.nii.gz (such as Fixtures/phantom/Phantom_00001). Needs selenium,
nibabel, and Debian's chromium and chromium-driver. Every axial slice's labelled pixels are counted and compared with the command line's mask.
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

with tempfile.TemporaryDirectory() as folder:
    mask = f"{folder}/mask.nii.gz"
    subprocess.run([a.program, "--flair", flair, "--t1", t1, "-o", mask, "-q"], check=True)
    labels = np.asarray(nibabel.as_closest_canonical(nibabel.load(mask)).dataobj)
    server = subprocess.Popen([a.program, "serve", "--port", "0", "-q", "--work-folder", f"{folder}/work"], stderr=subprocess.PIPE, text=True)
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1200,1500"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.get(server.stderr.readline().split()[-1])
        browser.find_element(By.ID, "files").send_keys(f"{flair}\n{t1}")
        WebDriverWait(browser, 10).until(lambda b: b.find_element(By.ID, "start").is_enabled())
        guessed = [e.get_attribute("value") for e in browser.find_elements(By.CSS_SELECTOR, "#images select")]
        assert guessed == ["flair", "t1"], guessed
        browser.find_element(By.ID, "start").click()
        WebDriverWait(browser, 300).until(lambda b: b.find_element(By.ID, "result").is_displayed() or b.find_element(By.ID, "fault").is_displayed())
        assert browser.find_element(By.ID, "result").is_displayed(), browser.find_element(By.ID, "fault").text
        WebDriverWait(browser, 30).until(lambda b: b.find_element(By.ID, "stage").text.startswith("done"))
        if a.screenshots:
            browser.save_screenshot(str(a.screenshots / "page.png"))
        shown, expected = browser.execute_script(COUNTS), [int(n) for n in (labels > 0).sum((0, 1))]
        assert shown == expected, f"labelled pixels by slice: {shown}, the mask has {expected}"
        browser.execute_script("const o = document.getElementById('opacity'); o.value = 0; o.dispatchEvent(new Event('input'))")
        assert not any(browser.execute_script(COUNTS)), "labels are seen at opacity 0"
        wrong = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
        assert not wrong, wrong
        print(f"{len(shown)} axial slices, {sum(shown)} labelled pixels, as in the command line's mask")
    finally:
        browser.quit()
        server.terminate()
        server.wait()
