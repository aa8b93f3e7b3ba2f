package org.emukernel.scenarios.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one tab, spoken to in the DevTools protocol. */
final class Chromium implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long PATIENCE_SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final Process process;
  private final WebSocket socket;
  private final String session;
  private boolean loaded;
  private int calls;

  private Chromium(Process process, String address) {
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Receiver())
            .join();
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** {@return where it is installed, if it is (Debian: apt-get install chromium)} */
  static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty profile. */
  static Chromium start(Path profile) throws IOException {
    List<String> command =
        List.of(
            installed().orElseThrow().toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-first-run",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        drain(err);
        return new Chromium(process, matcher.group(1));
      }
    }
    throw new IOException("Chromium has ended at once");
  }

  private static void drain(BufferedReader err) {
    Thread thread = new Thread(() -> err.lines().forEach(line -> {}), "chromium-stderr");
    thread.setDaemon(true);
    thread.start();
  }

  private final class Receiver implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(json.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private JsonNode call(String method, Map<String, Object> parameters) {
    return call(session, method, parameters);
  }

  private JsonNode call(String to, String method, Map<String, Object> parameters) {
    int id = ++calls;
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", json.valueToTree(parameters));
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = next();
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
    }
  }

  private JsonNode next() {
    try {
      JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("Chromium says nothing");
      }
      note(message);
      return message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(JsonNode message) {
    JsonNode parameters = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> problems.add(parameters.toString());
      case "Log.entryAdded" -> problems.add(parameters.path("entry").path("text").asText());
      case "Runtime.consoleAPICalled" -> problems.add(parameters.path("args").toString());
      case "Network.requestWillBeSent" ->
          requests.add(parameters.path("request").path("url").asText());
      case "Page.loadEventFired" -> loaded = true;
      default -> {
        // Nothing to note.
      }
    }
  }

  /** Opens a file in a window of a size. */
  void open(Path file, int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of()));
    problems.clear();
    requests.clear();
    loaded = false;
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    while (!loaded) {
      next();
    }
    settle();
  }

  /** Waits until the page has drawn what it had to draw. */
  void settle() {
    eval(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
            + " requestAnimationFrame(() => setTimeout(done)))))");
  }

  /** {@return the value of an expression in the page; a promise is waited for} */
  JsonNode eval(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Presses and releases a key, by its name in DOM events. */
  void press(String key) {
    int code =
        switch (key) {
          case "Tab" -> 9;
          case "End" -> 35;
          case "Home" -> 36;
          case "ArrowLeft" -> 37;
          case "ArrowUp" -> 38;
          case "ArrowRight" -> 39;
          case "ArrowDown" -> 40;
          case " " -> 32;
          default -> key.toUpperCase(Locale.ROOT).charAt(0);
        };
    Map<String, Object> down =
        key.length() == 1
            ? Map.of("type", "keyDown", "key", key, "text", key, "windowsVirtualKeyCode", code)
            : Map.of("type", "rawKeyDown", "key", key, "code", key, "windowsVirtualKeyCode", code);
    call("Input.dispatchKeyEvent", down);
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    settle();
  }

  /** Shows the page as another medium (screen, print) or with another preference. */
  void emulate(String media, String colourScheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", colourScheme))));
    settle();
  }

  /** {@return the page as it is printed} */
  byte[] pdf() {
    return Base64.getDecoder()
        .decode(call("Page.printToPDF", Map.of("printBackground", false)).get("data").asText());
  }

  /** {@return what the window shows, as PNG} */
  byte[] png() {
    return Base64.getDecoder()
        .decode(call("Page.captureScreenshot", Map.of("format", "png")).get("data").asText());
  }

  /** {@return what the page had to say on its console, and its uncaught errors} */
  List<String> problems() {
    settle();
    return List.copyOf(problems);
  }

  /** {@return addresses that it asked for since it was opened} */
  List<String> requests() {
    settle();
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
