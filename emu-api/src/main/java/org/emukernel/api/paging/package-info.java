/** What memory management may know of an architecture's page tables. */
@NullMarked
package org.emukernel.api.paging;

import org.jspecify.annotations.NullMarked;
