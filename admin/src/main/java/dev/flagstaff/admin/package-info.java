/// The admin: writes definitions to Redis, and reads them straight from there.
///
/// Enter at [dev.flagstaff.admin.Admin], which wires it. Requests share nothing but the store, which any
/// thread may use.
@NullMarked
package dev.flagstaff.admin;

import org.jspecify.annotations.NullMarked;
