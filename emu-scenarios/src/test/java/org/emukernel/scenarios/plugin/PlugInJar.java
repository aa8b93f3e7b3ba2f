package org.emukernel.scenarios.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plug-in of classes in package {@code outside}, packed while the test runs. */
public final class PlugInJar {

  private final Map<String, byte[]> entries = new TreeMap<>();

  /** Some of the compiled classes. */
  public PlugInJar classes(Map<String, byte[]> compiled, String... classNames) {
    for (String className : classNames) {
      entries.put(entryOf(className), compiled.get(entryOf(className)).clone());
    }
    return this;
  }

  /** A services file that lists classes. */
  public PlugInJar services(Class<?> type, String... classNames) {
    String lines =
        Stream.of(classNames).map(name -> "outside." + name + "\n").collect(Collectors.joining());
    return entry("META-INF/services/" + type.getName(), lines);
  }

  /** Any other entry. */
  public PlugInJar entry(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Leaves a class out of the jar that others were compiled against. */
  public PlugInJar without(String className) {
    entries.remove(entryOf(className));
    return this;
  }

  /** Makes a class say that it was compiled for this version of the class-file format. */
  public PlugInJar classFileVersion(String className, int major) {
    byte[] bytes = entries.get(entryOf(className));
    bytes[6] = (byte) (major >> 8);
    bytes[7] = (byte) major;
    return this;
  }

  private static String entryOf(String className) {
    return "outside/" + className + ".class";
  }

  /** Writes the jar. */
  public Path jar(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return file;
  }

  /** Writes the same as a directory. */
  public Path directory(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      Path file = directory.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    return directory;
  }
}
