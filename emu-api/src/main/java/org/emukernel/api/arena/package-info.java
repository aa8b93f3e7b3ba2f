/**
 * The arena: all mutable state of a machine as named long slots and paged physical memory, with
 * undo, hash, snapshot and diff.
 */
@NullMarked
package org.emukernel.api.arena;

import org.jspecify.annotations.NullMarked;
