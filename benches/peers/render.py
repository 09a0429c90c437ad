#!/usr/bin/env python3
"""Renders one certificate page many times with Typst or ReportLab, warm, and prints one JSON line.

Usage: render.py typst|reportlab INPUT.json ROUNDS
INPUT.json: {"paragraphs": [...], "arms": "path.png", "fonts": "folder with TTF"}; the same text and
the same picture that the program draws. Printed: {"engine", "version", "p50_ms", "p95_ms", "bytes"},
CPU time of the process for each document, after a warm-up.
"""

import io
import json
import pathlib
import statistics
import sys
import time


def typst_engine(source):
    import importlib.metadata

    import typst

    paragraphs = "\n\n".join(
        "#text(\"" + text.replace("\\", "\\\\").replace('"', '\\"') + "\")"
        for text in source["paragraphs"]
    )
    markup = (
        '#set page(paper: "a4", margin: 20mm, footer: [1 di 1])\n'
        '#set text(size: 11pt, lang: "it")\n'
        '#align(center, image("arms.png", width: 18mm, alt: "Stemma"))\n' + paragraphs
    )
    folder = pathlib.Path(source["work"])
    (folder / "arms.png").write_bytes(pathlib.Path(source["arms"]).read_bytes())
    path = folder / "page.typ"
    path.write_text(markup, encoding="utf-8")
    compiler = typst.Compiler(str(path), font_paths=[source["fonts"]])

    def render(number):
        # A new number each time, so that nothing is answered from a cache.
        path.write_text(markup + f"\n\nN. {number:07d}", encoding="utf-8")
        return compiler.compile(str(path), format="pdf")

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

    def render(number):
        out = io.BytesIO()
        story = [Image(source["arms"], width=18 * mm, height=22 * mm)]
        escaped = (text.replace("&", "&amp;").replace("<", "&lt;") for text in source["paragraphs"])
        story += [Paragraph(text, style) for text in escaped]
        story.append(Paragraph(f"N. {number:07d}", style))
        SimpleDocTemplate(out, pagesize=A4, title="Certificato").build(story)
        return out.getvalue()

    return render, reportlab.Version


def main():
    engine, source_path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    source = json.loads(pathlib.Path(source_path).read_text(encoding="utf-8"))
    render, version = {"typst": typst_engine, "reportlab": reportlab_engine}[engine](source)
    for number in range(10):
        size = len(render(number))
    times = []
    for number in range(rounds):
        begun = time.process_time()
        render(number + 10)
        times.append((time.process_time() - begun) * 1000)
    times.sort()
    print(
        json.dumps(
            {
                "engine": engine,
                "version": version,
                "p50_ms": statistics.median(times),
                "p95_ms": times[int(len(times) * 0.95)],
                "bytes": size,
            }
        )
    )


main()
