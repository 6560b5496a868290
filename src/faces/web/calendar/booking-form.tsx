/** @jsxImportSource hono/jsx */
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import type { Reader } from "#faces/web/shell/layout.tsx";

/** What was filled in and not kept. */
export interface BookingGiven {
  customer: string;
  date: string;
  time: string;
  service: string;
  notes: string;
}

export interface BookingForm {
  reader: Reader;
  given: BookingGiven | undefined;
  /** What is wrong with which field. */
  wrong?: Readonly<Record<string, string>> | undefined;
  date: string;
  today: string;
  services: { id: string; name: string }[];
}

/** A form to book by, for whoever has somebody on the telephone. */
export function Booking({ reader, given, wrong, date, today, services }: BookingForm) {
  const of = (name: string) => wrong?.[name];
  return (
    <details open={given !== undefined}>
      <summary>Book an appointment</summary>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        <Field
          id="customer"
          label="Customer"
          hint="Name, number or email of a contact."
          problem={of("customer_identifier")}
        >
          <input
            id="customer"
            name="customer"
            value={given?.customer ?? ""}
            maxlength={200}
            required
            {...faulty("customer", of("customer_identifier"))}
          />
        </Field>
        <div class="row even">
          <Field id="date" label="Day" problem={of("requested_date")}>
            <input
              id="date"
              type="date"
              name="date"
              value={given?.date ?? (date < today ? today : date)}
              required
              {...faulty("date", of("requested_date"))}
            />
          </Field>
          <Field
            id="time"
            label="Time"
            hint="9am, 14:30, or morning for the first free one."
            problem={of("requested_time")}
          >
            <input
              id="time"
              name="time"
              value={given?.time ?? ""}
              maxlength={80}
              required
              {...faulty("time", of("requested_time"))}
            />
          </Field>
        </div>
        {services.length > 0 ? (
          <Field id="service" label="What for" problem={of("services")}>
            <Select
              id="service"
              name="service"
              value={given?.service ?? ""}
              options={[["", "anything"], ...services.map(({ id, name }) => [id, name] as const)]}
            />
          </Field>
        ) : null}
        <Field id="booking-notes" label="Notes for whoever comes">
          <input id="booking-notes" name="notes" value={given?.notes ?? ""} maxlength={500} />
        </Field>
        <label class="choice">
          <input type="checkbox" name="tells" value="yes" checked />
          <span>Text them</span>
        </label>
        <button type="submit" name="action" value="book">
          Book
        </button>
      </form>
    </details>
  );
}
