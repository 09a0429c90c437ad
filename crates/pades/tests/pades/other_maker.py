"""Signs as another maker's program would: hidden or with a picture on the page."""

import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

manner, key, source, target = sys.argv[1:]
signer = signers.SimpleSigner.load_pkcs12(key, passphrase=b"parola-di-prova")
box = {"hidden": None, "visible": (50, 50, 250, 100)}[manner]
with open(source, "rb") as file:
    writer = IncrementalPdfFileWriter(file)
    metadata = signers.PdfSignatureMetadata(
        field_name="Altra", subfilter=fields.SigSeedSubFilter.PADES
    )
    with open(target, "wb") as out:
        signers.PdfSigner(
            metadata, signer=signer, new_field_spec=fields.SigFieldSpec("Altra", box=box)
        ).sign_pdf(writer, output=out)
