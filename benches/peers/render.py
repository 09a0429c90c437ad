#!/usr/bin/env python3
"""Renders certificates with Typst, ReportLab, WeasyPrint, LibreOffice or Chromium and prints JSON.

Usage: render.py ENGINE INPUT.json WARM ROUNDS
INPUT.json: {"documents": [{"paragraphs": [...], "symbol": "path.png"}], "arms": "path.png",
"fonts": "folder with TTF", "work": "folder"}; each document has other words and another QR code.
Printed: {"version", "times_ms", "sample"}: CPU time for each document after WARM ones, children
included, and the path of the last PDF. An engine that is not installed ends with a message.
"""

import html
import importlib.metadata
import io
import json
import pathlib
import resource
import shutil
import subprocess
import sys

SYMBOL_MM = 38.5


def cpu_ms():
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total * 1000


def typst_engine(source):
    import typst

    folder = pathlib.Path(source["work"])
    path = folder / "page.typ"

    # The words come as inputs, so that the page itself is parsed once.
    path.write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        '#set document(title: data.paragraphs.at(3), date: datetime(year: 2026, month: 11, day: 24))\n'
        '#set page(paper: "a4", margin: 20mm, footer: [1 di 1])\n'
        '#set text(size: 11pt, lang: "it", font: "Titillium Web")\n'
        '#align(center, image("arms.png", height: 24mm, alt: "Stemma"))\n'
        "#for (i, words) in data.paragraphs.enumerate() {\n"
        "  if i == 3 { heading(words) } else if i == 6 { par(strong(words)) } else { par(words) }\n"
        "}\n"
        f'#image(data.symbol, width: {SYMBOL_MM}mm, alt: "Contrassegno", scaling: "pixelated")\n',
        encoding="utf-8",
    )
    compiler = typst.Compiler(str(path), font_paths=[source["fonts"]])
    documents = [
        json.dumps({"paragraphs": d["paragraphs"], "symbol": pathlib.Path(d["symbol"]).name})
        for d in source["documents"]
    ]
    standards = None
    for wanted in (["a-2a", "ua-1"], ["a-2a"], ["ua-1"], ["a-2b"]):
        try:
            compiler.compile(
                str(path), format="pdf", sys_inputs={"data": documents[0]}, pdf_standards=wanted
            )
            standards = wanted
            break
        except Exception:  # An older Typst knows fewer standards.
            continue
    if standards is None:
        sys.exit("Typst makes none of a-2a, ua-1, a-2b")

    def render(turn):
        return compiler.compile(
            str(path), format="pdf", sys_inputs={"data": documents[turn]}, pdf_standards=standards
        )

    return render, importlib.metadata.version("typst")


def reportlab_engine(source):
    import reportlab
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Image, Paragraph, SimpleDocTemplate

    face = sorted(pathlib.Path(source["fonts"]).glob("*egular*.ttf"))[0]
    pdfmetrics.registerFont(TTFont("Face", str(face)))
    style = ParagraphStyle("body", fontName="Face", fontSize=11, leading=15)

    def render(turn):
        document = source["documents"][turn]
        out = io.BytesIO()
        story = [Image(source["arms"], width=20 * mm, height=24 * mm)]
        story += [Paragraph(html.escape(text), style) for text in document["paragraphs"]]
        story.append(Image(document["symbol"], width=SYMBOL_MM * mm, height=SYMBOL_MM * mm))
        SimpleDocTemplate(out, pagesize=A4, title="Certificato").build(story)
        return out.getvalue()

    return render, reportlab.Version


def page_html(source, turn):
    document = source["documents"][turn]
    faces = sorted(pathlib.Path(source["fonts"]).glob("*.ttf"))
    rules = "".join(
        f"@font-face {{ font-family: Face; src: url('{face.as_uri()}');"
        f" font-weight: {700 if 'Bold' in face.name else 400} }}"
        for face in faces
    )
    words = "".join(
        f"<h1>{html.escape(text)}</h1>" if i == 3 else f"<p>{html.escape(text)}</p>"
        for i, text in enumerate(document["paragraphs"])
    )
    return (
        f"<!doctype html><html lang='it'><head><meta charset='utf-8'><title>Certificato</title><style>{rules}"
        "@page { size: A4; margin: 20mm } body { font: 11pt Face }"
        f"</style></head><body><img src='{pathlib.Path(source['arms']).as_uri()}' alt='Stemma' style='height: 24mm'>{words}"
        f"<img src='{pathlib.Path(document['symbol']).as_uri()}' alt='Contrassegno'"
        f" style='width: {SYMBOL_MM}mm; image-rendering: pixelated'></body></html>"
    )


def weasyprint_engine(source):
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def render(turn):
        page = weasyprint.HTML(string=page_html(source, turn))
        return page.write_pdf(pdf_variant="pdf/a-2b", font_config=fonts)

    return render, weasyprint.__version__


def program_engine(source, names, call):
    """Engines that are programs: a process for each document, as a desk would call them."""
    program = next((found for name in names if (found := shutil.which(name))), None)
    if program is None:
        sys.exit("not installed")
    folder = pathlib.Path(source["work"])
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout

    def render(turn):
        page = folder / "page.html"
        page.write_text(page_html(source, turn), encoding="utf-8")
        subprocess.run(call(program, page, folder), check=True, capture_output=True)
        return (folder / "page.pdf").read_bytes()

    return render, version.split("\n")[0].strip()


def libreoffice_engine(source):
    options = 'pdf:writer_web_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
    return program_engine(
        source,
        ["soffice", "libreoffice"],
        lambda program, page, folder: [
            program, f"-env:UserInstallation=file://{folder}/office", "--headless",
            "--convert-to", options, "--outdir", str(folder), str(page),
        ],
    )  # fmt: skip


def chromium_engine(source):
    return program_engine(
        source,
        ["chromium", "chromium-browser", "google-chrome"],
        lambda program, page, folder: [
            program, "--headless", "--no-sandbox", f"--user-data-dir={folder}/chromium",
            f"--print-to-pdf={folder}/page.pdf", page.as_uri(),
        ],
    )  # fmt: skip


ENGINES = {
    "typst": typst_engine,
    "reportlab": reportlab_engine,
    "weasyprint": weasyprint_engine,
    "libreoffice": libreoffice_engine,
    "chromium": chromium_engine,
}
# These take seconds for each document.
SLOW = {"libreoffice", "chromium"}


def main():
    engine, source_path, warm, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    source = json.loads(pathlib.Path(source_path).read_text(encoding="utf-8"))
    try:
        render, version = ENGINES[engine](source)
    except ImportError as error:
        sys.exit(f"not installed ({error})")
    if engine in SLOW:
        warm, rounds = 1, 5
    times = []
    for turn in range(warm + rounds):
        begun = cpu_ms()
        pdf = render(turn)
        if turn >= warm:
            times.append(cpu_ms() - begun)
    sample = pathlib.Path(source["work"]) / f"{engine}.pdf"
    sample.write_bytes(pdf)
    print(json.dumps({"version": version, "times_ms": times, "sample": str(sample)}))


main()
