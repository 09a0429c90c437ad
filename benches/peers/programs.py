"""Programs that print certificates: LibreOffice and Chromium, in a process for each document and
kept warm. Each function returns a name, the CPU milliseconds of each document, and the last PDF."""

import base64
import contextlib
import fcntl
import html
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

SYMBOL_MM = 38.5
# Documents that open the way, and documents that are measured.
WARM, ROUNDS = 10, 60
# The same where a process is started for each.
WARM_SLOW, ROUNDS_SLOW = 1, 8
# Files that one LibreOffice converts, and how often.
MANY, BATCHES = 20, 3


def page_html(source, turn):
    document = source["documents"][turn]
    faces = sorted(pathlib.Path(source["fonts"]).glob("*.ttf"))
    rules = "".join(
        f"@font-face {{ font-family: Face; src: url('{face.as_uri()}');"
        f" font-weight: {700 if 'Bold' in face.name else 400} }}"
        for face in faces
    )
    title = document["title"]
    words = "".join(
        f"<h1>{html.escape(text)}</h1>"
        if i == title
        else f"<p><b>{html.escape(text)}</b></p>"
        if i == title + 3
        else f"<p>{html.escape(text)}</p>"
        for i, text in enumerate(document["paragraphs"])
    )
    symbol = document["symbol"] and (
        f"<img src='{pathlib.Path(document['symbol']).as_uri()}' alt='Contrassegno'"
        f" style='width: {SYMBOL_MM}mm; image-rendering: pixelated'>"
    )
    return (
        f"<!doctype html><html lang='it'><head><meta charset='utf-8'><title>Certificato</title><style>{rules}"
        "@page { size: A4; margin: 20mm } body { font: 11pt Face }"
        f"</style></head><body><img src='{pathlib.Path(source['arms']).as_uri()}' alt='Stemma' style='height: 24mm'>"
        f"{words}{symbol or ''}</body></html>"
    )


def page_fodt(source, turn):
    document = source["documents"][turn]

    def picture(path, width, height, words):
        data = base64.b64encode(pathlib.Path(path).read_bytes()).decode()
        return (
            f"<text:p><draw:frame text:anchor-type='as-char' svg:width='{width}mm' svg:height='{height}mm'>"
            f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image>"
            f"<svg:title>{words}</svg:title></draw:frame></text:p>"
        )

    title = document["title"]
    words = "".join(
        f"<text:h text:outline-level='1' text:style-name='B'>{html.escape(text)}</text:h>"
        if i == title
        else f"<text:p text:style-name='{'B' if i == title + 3 else 'P'}'>{html.escape(text)}</text:p>"
        for i, text in enumerate(document["paragraphs"])
    )
    symbol = document["symbol"] and picture(document["symbol"], SYMBOL_MM, SYMBOL_MM, "Contrassegno")
    names = " ".join(
        f"xmlns:{prefix}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
        for prefix, name in [
            ("office", "office"), ("text", "text"), ("style", "style"), ("draw", "drawing"),
            ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"),
        ]
    )  # fmt: skip
    style = (
        "<style:style style:name='{}' style:family='paragraph'><style:paragraph-properties fo:margin-bottom='2mm'/>"
        "<style:text-properties style:font-name='Face' fo:font-size='11pt' fo:language='it' fo:country='IT'{}/></style:style>"
    )
    return (
        # By these very marks LibreOffice knows the file; else it prints the source.
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
        "<style:font-face style:name='Face' svg:font-family='&apos;Titillium Web&apos;'/></office:font-face-decls>"
        f"<office:automatic-styles>{style.format('P', '')}{style.format('B', ' fo:font-weight=' + repr('bold'))}"
        "<style:page-layout style:name='A4'><style:page-layout-properties fo:page-width='210mm'"
        " fo:page-height='297mm' fo:margin='20mm'/></style:page-layout></office:automatic-styles>"
        "<office:master-styles><style:master-page style:name='Standard' style:page-layout-name='A4'/></office:master-styles>"
        f"<office:body><office:text>{picture(source['arms'], 20, 24, 'Stemma')}{words}{symbol or ''}"
        "</office:text></office:body></office:document>"
    )


def program(*names):
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("not installed")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    return found, " ".join(said.split()[:2])


def children_ms():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1000


def office(source):
    """What calls LibreOffice, with our faces among those of the system; and its name."""
    found, name = program("soffice", "libreoffice")
    folder = pathlib.Path(source["work"])
    fonts = folder / "fonts.conf"
    fonts.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        "<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
        f"<dir>{source['fonts']}</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    options = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'

    def convert(turns):
        pages = [folder / f"page-{turn}.fodt" for turn in turns]
        for page, turn in zip(pages, turns):
            page.write_text(page_fodt(source, turn), encoding="utf-8")
        begun = children_ms()
        subprocess.run(
            [
                found, f"-env:UserInstallation=file://{folder}/office", "--headless",
                "--convert-to", options, "--outdir", str(folder), *map(str, pages),
            ],
            check=True, capture_output=True, env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )  # fmt: skip
        spent = children_ms() - begun
        return spent / len(turns), pages[-1].with_suffix(".pdf").read_bytes()

    return convert, name


def libreoffice(source):
    convert, name = office(source)
    taken = [convert([turn]) for turn in range(WARM_SLOW + ROUNDS_SLOW)]
    times = [ms for ms, _ in taken[WARM_SLOW:]]
    return f"{name} (PDF/A-2, a process each)", times, taken[-1][1]


def libreoffice_many(source):
    convert, name = office(source)
    convert([0])
    taken = [convert(range(batch * MANY, (batch + 1) * MANY)) for batch in range(BATCHES)]
    times = [ms for ms, _ in taken]
    return f"{name} (PDF/A-2, {MANY} in a process)", times, taken[-1][1]


CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run"]


def chromium_process(source):
    found, name = program("chromium", "chromium-browser", "google-chrome")
    folder = pathlib.Path(source["work"])
    times = []
    for turn in range(WARM_SLOW + ROUNDS_SLOW):
        page = folder / "page.html"
        page.write_text(page_html(source, turn), encoding="utf-8")
        begun = children_ms()
        subprocess.run(
            [
                found, *CHROMIUM, f"--user-data-dir={folder}/chromium", "--no-pdf-header-footer",
                f"--print-to-pdf={folder}/page.pdf", page.as_uri(),
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        times.append(children_ms() - begun)
    return f"{name} (--print-to-pdf, a process each)", times[WARM_SLOW:], (folder / "page.pdf").read_bytes()


class Browser:
    """A Chromium that stays, spoken to by the DevTools protocol over two pipes."""

    def __init__(self, found, folder):
        (to_read, self.to), (self.back, back_write) = os.pipe(), os.pipe()
        # The program expects them as 3 and 4; out of their way first.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_read, back_write)]
        os.close(to_read), os.close(back_write)

        def ends():
            for number, end in zip((3, 4), theirs):
                os.dup2(end, number)

        self.process = subprocess.Popen(
            [found, *CHROMIUM, "--remote-debugging-pipe", f"--user-data-dir={folder}/chromium-warm"],
            close_fds=False, preexec_fn=ends, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in theirs:
            os.close(end)
        self.number, self.buffer, self.session = 0, b"", None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.buffer:
            read = os.read(self.back, 1 << 20)
            if not read:
                sys.exit("the browser went away")
            self.buffer += read
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, until=None, **parameters):
        self.number += 1
        call = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            call["sessionId"] = self.session
        os.write(self.to, json.dumps(call).encode() + b"\0")
        answer, waits = None, until is not None
        while answer is None or waits:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                answer = message["result"]
            waits = waits and message.get("method") != until
        return answer

    def print(self, page):
        self.call("Page.navigate", until="Page.loadEventFired", url=page.as_uri())
        self.call("Runtime.evaluate", expression="document.fonts.ready", awaitPromise=True)
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, generateTaggedPDF=True)
        return base64.b64decode(printed["data"])

    def cpu_ms(self):
        """CPU time of all its processes, those that ended before included."""
        parents = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    # The name stands in brackets; state and parent come after it.
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                    parents[int(entry.name)] = int(stat[1])
        total = 0.0
        for process in parents:
            above = process
            while above in parents and above != self.process.pid:
                above = parents[above]
            if above == self.process.pid:
                with contextlib.suppress(OSError):
                    # The clock of another process (clock_getcpuclockid).
                    total += time.clock_gettime((~process << 3) | 2)
        return total * 1000

    def close(self):
        self.process.terminate()
        self.process.wait()


def chromium(source):
    found, name = program("chromium", "chromium-browser", "google-chrome")
    folder = pathlib.Path(source["work"])
    browser = Browser(found, folder)
    times = []
    try:
        for turn in range(WARM + ROUNDS):
            page = folder / f"page-{turn % 2}.html"
            page.write_text(page_html(source, turn), encoding="utf-8")
            begun = browser.cpu_ms()
            pdf = browser.print(page)
            times.append(browser.cpu_ms() - begun)
    finally:
        browser.close()
    return f"{name} (kept warm, DevTools protocol)", times[WARM:], pdf


MEASURES = {
    "libreoffice": libreoffice,
    "libreoffice-many": libreoffice_many,
    "chromium": chromium,
    "chromium-process": chromium_process,
}
