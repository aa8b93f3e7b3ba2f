package org.emukernel.scenarios.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.spi.Named;

/**
 * The plug-ins of one kind, by name.
 *
 * @param kind what one of them is called in messages: {@code strategy}
 * @param byName the plug-ins, sorted by name
 * @param <T> their type
 */
public record NamedSet<T extends Named>(String kind, SortedMap<String, T> byName) {

  /** Copies the map. */
  public NamedSet {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /**
   * {@return the plug-ins under their names}
   *
   * @throws IllegalArgumentException if two have the same name; the message names their classes
   */
  public static <T extends Named> NamedSet<T> of(String kind, Iterable<? extends T> members) {
    SortedMap<String, T> byName = new TreeMap<>();
    for (T member : members) {
      T other = byName.put(member.name(), member);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s \"%s\" is offered twice, by %s and %s"
                .formatted(
                    kind, member.name(), other.getClass().getName(), member.getClass().getName()));
      }
    }
    return new NamedSet<>(kind, byName);
  }

  /**
   * {@return these and one more, which must not have the name of another}
   *
   * @throws IllegalArgumentException if it has; the message names both classes
   */
  public NamedSet<T> with(T member) {
    List<T> all = new ArrayList<>(byName.values());
    all.add(member);
    return of(kind, all);
  }

  /** {@return the plug-in of that name} */
  public Optional<T> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** {@return the names, sorted} */
  public Collection<String> names() {
    return byName.keySet();
  }

  /** {@return the plug-ins in the order of their names} */
  public Collection<T> members() {
    return byName.values();
  }
}
