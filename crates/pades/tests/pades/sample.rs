//! A small tagged PDF, written by hand so that every byte is known.

/// A page with a heading, tagged, with a title and a language.
pub(crate) fn pdf() -> Vec<u8> {
    let content = "/H1 <</MCID 0>> BDC BT /F1 18 Tf 72 750 Td (Certificato di residenza) Tj ET EMC";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(it-IT)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R\
         /ViewerPreferences<</DisplayDocTitle true>>>>"
            .to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/StructParents 0\
         /Resources<</Font<</F1 8 0 R>>>>>>"
            .to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
        "<</Type/StructTreeRoot/K 6 0 R/ParentTree 7 0 R>>".to_owned(),
        "<</Type/StructElem/S/H1/P 5 0 R/Pg 3 0 R/K 0>>".to_owned(),
        "<</Nums[0[6 0 R]]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Title(Certificato di residenza)>>".to_owned(),
    ];
    let mut pdf = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let start = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for offset in offsets {
        pdf.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    let id = "<0123456789ABCDEF0123456789ABCDEF>";
    let trailer = format!(
        "<</Size {}/Root 1 0 R/Info 9 0 R/ID[{id}{id}]>>",
        objects.len() + 1
    );
    pdf.extend(format!("trailer\n{trailer}\nstartxref\n{start}\n%%EOF").into_bytes());
    pdf
}

/// The bytes of the sample after its text was edited: the one comment with bytes beyond ASCII is put back.
pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let at = bytes.iter().position(|&byte| byte == b'%').map(|first| {
        first
            + 1
            + bytes[first + 1..]
                .iter()
                .position(|&byte| byte == b'%')
                .unwrap()
    });
    let start = at.unwrap() + 1;
    let end = start
        + bytes[start..]
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap();
    bytes.splice(start..end, *b"\xE2\xE3\xCF\xD3");
    bytes
}
