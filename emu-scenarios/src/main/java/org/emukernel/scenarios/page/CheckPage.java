package org.emukernel.scenarios.page;

/** The page of a check of somebody else's kernel. */
public final class CheckPage {

  private CheckPage() {}

  /**
   * {@return the page}
   *
   * @param image the file as it was named
   * @param findings how many there are
   * @param text the result for people
   * @param object the same as one JSON object
   */
  public static String of(String image, int findings, String text, String object, Asked asked) {
    return new HtmlPage(
            "check",
            HtmlPage.fileName(image),
            findings == 0 ? Tone.GOOD : Tone.BAD,
            findings == 0 ? "no finding" : findings == 1 ? "1 finding" : findings + " findings",
            findings == 0
                ? "Nothing breaks a rule of deferral."
                : "Rules of deferral are broken; each finding says for which strategy it matters.",
            asked,
            text,
            json -> {
              json.writeFieldName("result");
              json.writeRawValue(object.strip());
            })
        .html();
  }
}
