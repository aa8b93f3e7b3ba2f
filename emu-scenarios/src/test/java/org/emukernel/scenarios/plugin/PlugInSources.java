package org.emukernel.scenarios.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Classes of a plug-in, in package {@code outside}, compiled while the test runs. */
public final class PlugInSources {

  private final Map<String, String> sources = new LinkedHashMap<>();

  /** A strategy's provider which interrupts everybody. */
  public PlugInSources strategy(String className, String name, String body) {
    return source(
        className,
        """
        package outside;

        import java.util.Optional;
        import java.util.Set;
        import org.emukernel.api.ipi.IpiWork;
        import org.emukernel.api.spi.DeferralStrategyProvider;
        import org.emukernel.api.spi.Settings;
        import org.emukernel.api.strategy.Decision;
        import org.emukernel.api.strategy.DeferralStrategy;
        import org.emukernel.api.strategy.Requirement;
        import org.emukernel.api.strategy.SenderView;

        public class %s implements DeferralStrategyProvider, DeferralStrategy {
          %s

          @Override public String name() { return "%s"; }
          @Override public String description() { return "a strategy from outside"; }
          @Override public String source() { return "none"; }
          @Override public Set<Requirement> requires() { return Set.of(); }
          @Override public DeferralStrategy create(Settings settings) { return this; }
          @Override public boolean mayDefer(IpiWork work) { return false; }
          @Override public Decision decide(IpiWork work, int target, SenderView sender) {
            return Decision.SEND;
          }
          @Override public <T> Optional<T> entryHooks(Class<T> type) { return Optional.empty(); }
        }
        """
            .formatted(className, body, name));
  }

  /** A class in package {@code outside}. */
  public PlugInSources source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** Compiles all of them; the class files by their names in a jar. */
  public Map<String, byte[]> compile(Path work) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    Path from = Files.createDirectories(work.resolve("src/outside"));
    Path to = Files.createDirectories(work.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "--release", "17"));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", to.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      arguments.add(
          Files.writeString(from.resolve(source.getKey() + ".java"), source.getValue()).toString());
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(new String[0]));
    if (status != 0) {
      throw new IOException(messages.toString(StandardCharsets.UTF_8));
    }
    try (Stream<Path> files = Files.walk(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = to.relativize(file).toString();
        classes.put(name, Files.readAllBytes(file));
      }
    }
    return classes;
  }
}
