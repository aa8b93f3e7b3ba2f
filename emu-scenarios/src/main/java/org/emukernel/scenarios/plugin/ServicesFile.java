package org.emukernel.scenarios.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The provider classes that a plug-in lists for one type. {@link java.util.ServiceLoader} reads the
 * same files and is the one that judges them; this is for messages.
 *
 * @param names in the order of the files
 */
record ServicesFile(List<String> names) {

  static ServicesFile of(PlugIn plugIn, Class<?> type) {
    List<String> names = new ArrayList<>();
    try {
      for (URL file : Collections.list(plugIn.loader().findResources(path(type)))) {
        try (InputStream in = file.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(names::add);
        }
      }
    } catch (IOException e) {
      // ServiceLoader meets the same and reports it.
    }
    return new ServicesFile(names);
  }

  /** {@return whether the plug-in has such a file} */
  static boolean exists(PlugIn plugIn, Class<?> type) {
    return plugIn.loader().findResource(path(type)) != null;
  }

  private static String path(Class<?> type) {
    return "META-INF/services/" + type.getName();
  }
}
