"""What pyHanko says about each signature of a file: bottom line, intact, coverage, AdES result."""

import asyncio
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades, validate_pdf_signature
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)
level, authority, path = sys.argv[1:]
judge = {"basic": ades.ades_basic_validation, "time": ades.ades_with_time_validation}[level]
root = load_cert_from_pemder(authority)
usage = KeyUsageConstraints(key_usage={"non_repudiation"})

with open(path, "rb") as file:
    for signature in PdfFileReader(file, strict=True).embedded_signatures:
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        status = validate_pdf_signature(signature, context, key_usage_settings=usage)
        # The test authority revokes nothing and publishes no list.
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[root]),
            revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
        )
        spec = SignatureValidationSpec(cert_validation_policy=policy, key_usage_settings=usage)
        digest = signature.compute_digest()
        result = asyncio.run(judge(signature.signed_data, spec, raw_digest=digest))
        print(status.bottom_line, status.intact, status.coverage.name, result.ades_subindic)
