package org.emukernel.scenarios.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.scenarios.report.JsonText;

/**
 * One page with everything that it needs: style sheet, programs, libraries and data. It loads
 * nothing, and its content security policy forbids it to. The verdict, the command line and the
 * result as text stand in the markup itself; what the programs draw comes from one JSON object.
 *
 * @param kind which program draws it
 * @param title what was examined
 * @param verdict in a word or two
 * @param why the verdict in a sentence
 * @param text what the command prints for people
 * @param data the members of the JSON object beside those that every page has
 */
record HtmlPage(
    String kind,
    String title,
    Tone tone,
    String verdict,
    String why,
    Asked asked,
    String text,
    JsonText.Members data) {

  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z0-9-]+)\\}");
  private static final List<String> PROGRAMS =
      List.of("core.js", "timeline.js", "run.js", "story.js", "replay.js", "check.js", "main.js");
  private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/";

  /** {@return the page} */
  String html() {
    return filled(resource("page.html"), parts());
  }

  private Map<String, String> parts() {
    return Map.ofEntries(
        Map.entry("title", escaped(title)),
        Map.entry("command", kind),
        Map.entry("verdict-class", tone.style()),
        Map.entry("verdict", escaped(verdict)),
        Map.entry("why", escaped(why)),
        Map.entry("line", escaped(asked.line())),
        Map.entry("settings", settings()),
        Map.entry("text", escaped(text)),
        Map.entry("version", escaped(version())),
        Map.entry("licences", escaped(licences())),
        Map.entry("css", resource("page.css")),
        Map.entry("data", json()),
        Map.entry("d3", resource(D3 + "dist/d3.min.js")),
        Map.entry("plot", resource("plot/plot-0.6.17.umd.min.js")),
        Map.entry("js", programs()));
  }

  private String settings() {
    return asked
        .settings()
        .map(
            hocon ->
                "<details open><summary>Settings that differ from the defaults</summary>"
                    + "<pre tabindex=\"0\">%s</pre></details>".formatted(escaped(hocon)))
        .orElse("");
  }

  /* Within JSON, '<' can only stand in a string, where this means the same; so nothing ends the script element. */
  private String json() {
    String object =
        JsonText.object(
            json -> {
              json.writeStringField("kind", kind);
              JsonText.texts(json, "notes", asked.notes());
              data.write(json);
            });
    return object.replace("<", "\\u003c");
  }

  private static String programs() {
    StringBuilder all = new StringBuilder();
    PROGRAMS.forEach(name -> all.append(resource(name)));
    return all.toString();
  }

  private static String licences() {
    return "D3 7.9.0, https://d3js.org\n\n%s\nObservable Plot 0.6.17, https://observablehq.com/plot\n\n%s"
        .formatted(resource(D3 + "LICENSE"), resource("plot/LICENSE"));
  }

  private static String version() {
    return Optional.ofNullable(HtmlPage.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  private static String filled(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  /** {@return the last name of a path} */
  static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
