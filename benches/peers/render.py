#!/usr/bin/env python3
"""Renders certificates with an engine that is a Python package, or a program, and prints JSON.

Usage: render.py ENGINE INPUT.json WARM ROUNDS
INPUT.json: {"documents": [{"paragraphs": [...], "title": 3, "symbol": "path.png" or null}], "arms":
"path.png", "fonts": "folder with TTF", "work": "folder"}; each document has other words and another
QR code.
Printed: {"name", "times_ms", "sample"}: CPU time for each document after WARM ones, children
included, and the path of the last PDF. An engine that is not installed ends with a message.
"""

import html
import importlib.metadata
import io
import json
import pathlib
import resource
import sys

import programs
from programs import SYMBOL_MM, page_html


def cpu_ms():
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total * 1000


def typst_engine(source, standards):
    import typst

    folder = pathlib.Path(source["work"])
    path = folder / "page.typ"

    # The words come as inputs, so that the page itself is parsed once.
    path.write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        "#set document(title: data.paragraphs.at(data.title), date: datetime(year: 2026, month: 11, day: 24))\n"
        '#set page(paper: "a4", margin: 20mm, numbering: "1 / 1")\n'
        '#set text(size: 11pt, lang: "it", font: "Titillium Web")\n'
        '#align(center, image("arms.png", height: 24mm, alt: "Stemma"))\n'
        "#for (i, words) in data.paragraphs.enumerate() {\n"
        "  if i == data.title { heading(words) } else if i == data.title + 3 { par(strong(words)) } else { par(words) }\n"
        "}\n"
        f'#if data.symbol != none {{ image(data.symbol, width: {SYMBOL_MM}mm, alt: "Contrassegno", scaling: "pixelated") }}\n',
        encoding="utf-8",
    )
    compiler = typst.Compiler(str(path), font_paths=[source["fonts"]])
    documents = [
        json.dumps({**d, "symbol": d["symbol"] and pathlib.Path(d["symbol"]).name})
        for d in source["documents"]
    ]

    def render(turn):
        return compiler.compile(
            str(path), format="pdf", sys_inputs={"data": documents[turn]}, pdf_standards=standards
        )

    return render, f"Typst {importlib.metadata.version('typst')} ({', '.join(standards)})"


def reportlab_engine(source):
    import reportlab
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Image, Paragraph, SimpleDocTemplate

    fonts = pathlib.Path(source["fonts"])
    for name, file in (("Face", "Regular"), ("Strong", "Bold")):
        pdfmetrics.registerFont(TTFont(name, str(fonts / f"TitilliumWeb-{file}.ttf")))
    style = ParagraphStyle("body", fontName="Face", fontSize=11, leading=15)
    strong = ParagraphStyle("strong", fontName="Strong", fontSize=11, leading=15)

    def render(turn):
        document = source["documents"][turn]
        out = io.BytesIO()
        story = [Image(source["arms"], width=20 * mm, height=24 * mm)]
        for i, text in enumerate(document["paragraphs"]):
            is_strong = i in (document["title"], document["title"] + 3)
            story.append(Paragraph(html.escape(text), strong if is_strong else style))
        if document["symbol"]:
            story.append(Image(document["symbol"], width=SYMBOL_MM * mm, height=SYMBOL_MM * mm))
        SimpleDocTemplate(out, pagesize=A4, title="Certificato").build(story)
        return out.getvalue()

    return render, f"ReportLab {reportlab.Version}"


def weasyprint_engine(source):
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def render(turn):
        page = weasyprint.HTML(string=page_html(source, turn))
        return page.write_pdf(pdf_variant="pdf/a-2b", font_config=fonts)

    return render, f"WeasyPrint {weasyprint.__version__} (pdf/a-2b)"


ENGINES = {
    "typst-2b": lambda source: typst_engine(source, ["a-2b"]),
    "typst-2a": lambda source: typst_engine(source, ["a-2a", "ua-1"]),
    "reportlab": reportlab_engine,
    "weasyprint": weasyprint_engine,
}


def main():
    engine, source_path, warm, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    source = json.loads(pathlib.Path(source_path).read_text(encoding="utf-8"))
    try:
        if engine in programs.MEASURES:
            name, times, pdf = programs.MEASURES[engine](source)
        else:
            render, name = ENGINES[engine](source)
            times = []
            for turn in range(warm + rounds):
                begun = cpu_ms()
                pdf = render(turn)
                if turn >= warm:
                    times.append(cpu_ms() - begun)
    except ImportError as error:
        sys.exit(f"not installed ({error})")
    sample = pathlib.Path(source["work"]) / f"{engine}.pdf"
    sample.write_bytes(pdf)
    print(json.dumps({"name": name, "times_ms": times, "sample": str(sample)}))


main()
