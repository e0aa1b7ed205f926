-- The figures of a month's report as plain SQL, written from docs/figures.md by hand:
-- one store, one month. What they are measured against: setup/lib/bench/month_figures.py.
--
-- "name" is chapter/table. A query gives one of three shapes:
--   period, figure, figure …   a line of the table is a column here; period is its column
--   row, col, value            one cell
--   row, column, column …      a line of the table
-- Parameters: store, zone, and the first and last days: first–last of the month,
-- prev–prev_last of the month before, year–year_last of the year before, trend (first
-- day of the twelve months), next–next_last of the month after.

-- name: m3/indicators
SELECT CASE WHEN date_planned >= %(first)s THEN 'value'
            WHEN date_planned >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
       count(*) AS due,
       count(*) FILTER (WHERE is_called) AS called,
       100.0 * count(*) FILTER (WHERE is_called) / count(*) AS called_rate,
       count(*) FILTER (WHERE is_effective) AS effective,
       100.0 * count(*) FILTER (WHERE is_effective) / count(*) AS effective_rate,
       100.0 * count(*) FILTER (WHERE is_effective)
           / count(*) FILTER (WHERE is_called) AS effective_called,
       100.0 * count(*) FILTER (WHERE state = 'done' AND (date_deadline IS NULL
               OR timezone(%(zone)s, timezone('UTC', date_done))::date <= date_deadline))
           / count(*) AS on_time_rate,
       100.0 * count(*) FILTER (WHERE is_effective AND purpose_id = %(new_vehicle)s)
           / count(*) FILTER (WHERE purpose_id = %(new_vehicle)s) AS new_vehicle_rate,
       count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied') AS top,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_called) AS top_called,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_effective) AS top_effective,
       count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied')) AS low,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_called) AS low_called,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_effective) AS low_effective,
       count(*) FILTER (WHERE is_called AND NOT is_contact) AS unreachable,
       100.0 * count(*) FILTER (WHERE is_called AND NOT is_contact)
           / count(*) FILTER (WHERE is_called) AS unreachable_rate,
       count(*) FILTER (WHERE is_called AND refused) AS refused,
       100.0 * count(*) FILTER (WHERE is_called AND refused)
           / count(*) FILTER (WHERE is_called) AS refused_rate,
       count(*) FILTER (WHERE is_called AND is_contact)
           - count(*) FILTER (WHERE is_effective)
           - count(*) FILTER (WHERE is_called AND refused) AS other_contact
FROM aftersales_followup
WHERE company_id = %(store)s AND state NOT IN ('skipped', 'cancelled')
  AND (date_planned BETWEEN %(prev)s AND %(last)s
       OR date_planned BETWEEN %(year)s AND %(year_last)s)
GROUP BY 1;

-- name: m3/indicators
SELECT period, sum(mean * weight) / sum(weight) AS mot
FROM (SELECT CASE WHEN s.date >= %(first)s THEN 'value'
                  WHEN s.date >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
             s.item_code, avg(s.value) AS mean, avg(s.weight) AS weight
      FROM aftersales_followup_score s
      JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
      WHERE s.company_id = %(store)s
        AND (s.date BETWEEN %(prev)s AND %(last)s
             OR s.date BETWEEN %(year)s AND %(year_last)s)
      GROUP BY 1, 2) item
GROUP BY 1;

-- name: m3/indicators
SELECT CASE WHEN day >= %(first)s THEN 'value'
            WHEN day >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
       100.0 * count(*) FILTER (WHERE reached) / count(*) AS overall_rate
FROM (SELECT timezone(%(zone)s, timezone('UTC', r.date_closed))::date AS day,
             EXISTS (SELECT FROM aftersales_followup f
                     WHERE f.repair_id = r.id AND f.is_effective
                       AND f.purpose_id = %(after_repair)s) AS reached
      FROM repair_order r
      WHERE r.company_id = %(store)s AND r.state = 'done'
        AND (r.date_closed BETWEEN %(prev)s::date - 1 AND %(last)s::date + 2
             OR r.date_closed BETWEEN %(year)s::date - 1 AND %(year_last)s::date + 2)
     ) orders
WHERE day BETWEEN %(prev)s AND %(last)s OR day BETWEEN %(year)s AND %(year_last)s
GROUP BY 1;

-- name: m3/purposes
SELECT p.code AS row, count(*) AS due,
       count(*) FILTER (WHERE is_called) AS called,
       count(*) FILTER (WHERE is_effective) AS effective,
       100.0 * count(*) FILTER (WHERE is_called) / count(*) AS called_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective) / count(*) AS effective_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_effective) AS top_effective,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_effective) AS low_effective
FROM aftersales_followup f JOIN aftersales_purpose p ON p.id = f.purpose_id
WHERE f.company_id = %(store)s AND f.date_planned BETWEEN %(first)s AND %(last)s
  AND f.state NOT IN ('skipped', 'cancelled')
GROUP BY p.code;

-- name: m3/customer_categories
SELECT 'category_' || coalesce(customer_category_id, 0) AS row, count(*) AS due,
       count(*) FILTER (WHERE is_called) AS called,
       count(*) FILTER (WHERE is_effective) AS effective,
       100.0 * count(*) FILTER (WHERE is_called) / count(*) AS called_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective) / count(*) AS effective_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_effective) AS top_effective,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_effective) AS low_effective
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled')
GROUP BY customer_category_id;

-- name: m3/levels
SELECT coalesce(band_level, 'no_level') AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled') AND is_effective
GROUP BY band_level;

-- name: m3/unreachable_reasons
SELECT coalesce('outcome_' || outcome_id, 'total') AS row, count(*) AS count
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled') AND is_called AND NOT is_contact
GROUP BY ROLLUP (outcome_id);

-- name: m3/items
SELECT item_code AS row,
       count(*) FILTER (WHERE date >= %(first)s) AS sample,
       avg(value) FILTER (WHERE date >= %(first)s) AS mean,
       avg(weight) FILTER (WHERE date >= %(first)s) AS weight,
       count(*) FILTER (WHERE date >= %(first)s AND is_low) AS low_answers,
       avg(value) FILTER (WHERE date BETWEEN %(prev)s AND %(prev_last)s) AS previous,
       avg(value) FILTER (WHERE date <= %(year_last)s) AS last_year,
       avg(value) FILTER (WHERE date >= %(first)s)
           - avg(value) FILTER (WHERE date BETWEEN %(prev)s AND %(prev_last)s)
           AS change_previous,
       avg(value) FILTER (WHERE date >= %(first)s)
           - avg(value) FILTER (WHERE date <= %(year_last)s) AS change_last_year
FROM aftersales_followup_score
WHERE company_id = %(store)s
  AND (date BETWEEN %(prev)s AND %(last)s OR date BETWEEN %(year)s AND %(year_last)s)
GROUP BY item_code;

-- name: m3/weakest
SELECT item_code AS row, row_number() OVER (ORDER BY mean) AS rank, mean, sample,
       mean - target AS to_target
FROM (SELECT s.item_code, i.is_mot, nullif(i.target, 0) AS target,
             avg(s.value) AS mean, count(*) AS sample,
             row_number() OVER (PARTITION BY i.is_mot ORDER BY avg(s.value)) AS place
      FROM aftersales_followup_score s
      JOIN aftersales_satisfaction_item i ON i.code = s.item_code
      WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
      GROUP BY s.item_code, i.is_mot, i.target) item
WHERE is_mot AND place <= 3 OR mean < target;

-- name: m3/questions
SELECT 'question_' || question_id AS row,
       count(*) FILTER (WHERE date >= %(first)s) AS sample,
       avg(value) FILTER (WHERE date >= %(first)s) AS mean,
       count(*) FILTER (WHERE date >= %(first)s AND is_low) AS low_answers,
       avg(value) FILTER (WHERE date BETWEEN %(prev)s AND %(prev_last)s) AS previous,
       avg(value) FILTER (WHERE date <= %(year_last)s) AS last_year,
       avg(value) FILTER (WHERE date >= %(first)s)
           - avg(value) FILTER (WHERE date BETWEEN %(prev)s AND %(prev_last)s)
           AS change_previous,
       avg(value) FILTER (WHERE date >= %(first)s)
           - avg(value) FILTER (WHERE date <= %(year_last)s) AS change_last_year
FROM aftersales_followup_score
WHERE company_id = %(store)s
  AND (date BETWEEN %(prev)s AND %(last)s OR date BETWEEN %(year)s AND %(year_last)s)
GROUP BY question_id HAVING count(*) FILTER (WHERE date >= %(first)s) > 0;

-- name: m3/questions
SELECT 'question_' || s.question_id AS row,
       100.0 * count(*) FILTER (WHERE s.value = 100) / count(*) AS yes_rate
FROM aftersales_followup_score s
JOIN survey_question q ON q.id = s.question_id
JOIN aftersales_satisfaction_scale k ON k.id = q.satisfaction_scale_id
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
  AND k.code = 'yes_no'
GROUP BY s.question_id;

-- name: m3/question_advisors
SELECT 'question_' || s.question_id AS row, 'advisor_' || s.advisor_id AS col,
       avg(s.value) AS value
FROM aftersales_followup_score s
JOIN (SELECT advisor_id,
             row_number() OVER (ORDER BY max(advisor_name) COLLATE "C") AS place
      FROM aftersales_followup
      WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
        AND state NOT IN ('skipped', 'cancelled')
      GROUP BY advisor_id) person ON person.advisor_id = s.advisor_id
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s AND place <= 8
GROUP BY s.question_id, s.advisor_id;

-- name: m3/question_advisors_2
SELECT 'question_' || s.question_id AS row, 'advisor_' || s.advisor_id AS col,
       avg(s.value) AS value
FROM aftersales_followup_score s
JOIN (SELECT advisor_id,
             row_number() OVER (ORDER BY max(advisor_name) COLLATE "C") AS place
      FROM aftersales_followup
      WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
        AND state NOT IN ('skipped', 'cancelled')
      GROUP BY advisor_id) person ON person.advisor_id = s.advisor_id
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s AND place > 8
GROUP BY s.question_id, s.advisor_id;

-- name: m3/item_trend
SELECT to_char(date_trunc('month', s.date), 'YYYY-MM') AS row, s.item_code AS col,
       avg(s.value) AS value
FROM aftersales_followup_score s
JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
WHERE s.company_id = %(store)s AND s.date BETWEEN %(trend)s AND %(last)s
GROUP BY date_trunc('month', s.date), s.item_code;

-- name: m3/advisors
SELECT 'advisor_' || coalesce(advisor_id, 0) AS row, count(*) AS due,
       count(*) FILTER (WHERE is_called) AS called,
       count(*) FILTER (WHERE is_effective) AS effective,
       100.0 * count(*) FILTER (WHERE is_called) / count(*) AS called_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective) / count(*) AS effective_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_effective) AS top_effective,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_effective) AS low_effective
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled')
GROUP BY advisor_id;

-- name: m3/advisors
SELECT 'advisor_' || coalesce(advisor_id, 0) AS row, 'orders' AS col, count(*) AS value
FROM repair_order
WHERE company_id = %(store)s AND state = 'done'
  AND date_closed BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
  AND timezone(%(zone)s, timezone('UTC', date_closed))::date
      BETWEEN %(first)s AND %(last)s
GROUP BY advisor_id;

-- name: m3/advisor_items
SELECT 'advisor_' || coalesce(advisor_id, 0) AS row, item_code AS col,
       avg(value) AS value
FROM aftersales_followup_score s
JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
GROUP BY advisor_id, item_code;

-- name: m3/advisors
SELECT 'advisor_' || coalesce(advisor_id, 0) AS row, 'mot' AS col,
       sum(mean * weight) / sum(weight) AS value
FROM (SELECT s.advisor_id, s.item_code, avg(s.value) AS mean, avg(s.weight) AS weight
      FROM aftersales_followup_score s
      JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
      WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
      GROUP BY s.advisor_id, s.item_code) item
GROUP BY advisor_id;

-- name: m3/trend
SELECT to_char(date_trunc('month', date_planned), 'YYYY-MM') AS row, count(*) AS due,
       count(*) FILTER (WHERE is_called) AS called,
       count(*) FILTER (WHERE is_effective) AS effective,
       100.0 * count(*) FILTER (WHERE is_called) / count(*) AS called_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective) / count(*) AS effective_rate_short,
       100.0 * count(*) FILTER (WHERE is_effective AND band_level = 'very_satisfied')
           / count(*) FILTER (WHERE is_effective) AS top_effective,
       100.0 * count(*) FILTER (WHERE is_effective
           AND band_level IN ('dissatisfied', 'very_dissatisfied'))
           / count(*) FILTER (WHERE is_effective) AS low_effective
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(trend)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled')
GROUP BY date_trunc('month', date_planned);

-- name: m3/trend
SELECT to_char(month, 'YYYY-MM') AS row, sum(mean * weight) / sum(weight) AS mot
FROM (SELECT date_trunc('month', s.date) AS month, s.item_code, avg(s.value) AS mean,
             avg(s.weight) AS weight
      FROM aftersales_followup_score s
      JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
      WHERE s.company_id = %(store)s AND s.date BETWEEN %(trend)s AND %(last)s
      GROUP BY 1, 2) item
GROUP BY month;

-- name: m3/below_target
WITH item AS (
    SELECT i.code, i.is_mot, nullif(i.target, 0) AS target, avg(o.value) AS mean,
           row_number() OVER (PARTITION BY i.is_mot ORDER BY avg(o.value)) AS place
    FROM aftersales_followup_score o
    JOIN aftersales_satisfaction_item i ON i.code = o.item_code
    WHERE o.company_id = %(store)s AND o.date BETWEEN %(first)s AND %(last)s
    GROUP BY i.code, i.is_mot, i.target),
weak AS (
    SELECT code, count(*) OVER () AS items FROM item
    WHERE is_mot AND place <= 3 OR mean < target)
SELECT id::text AS row, value AS mean
FROM (SELECT s.id, s.value, items,
             row_number() OVER (PARTITION BY s.item_code ORDER BY s.value, s.id) AS place
      FROM aftersales_followup_score s
      JOIN aftersales_followup f ON f.id = s.followup_id
      JOIN weak ON weak.code = s.item_code
      WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
        AND s.is_low AND s.comment <> '') low
WHERE place <= 100 / items;

-- name: m3/suggestions
SELECT l.id::text AS row, l.value_text_box AS suggestion, p.name AS customer
FROM aftersales_followup f
JOIN survey_user_input_line l ON l.user_input_id = f.user_input_id
JOIN survey_question q ON q.id = l.question_id AND q.satisfaction_item_id IS NULL
LEFT JOIN res_partner p ON p.id = f.partner_id
WHERE f.company_id = %(store)s AND f.date_planned BETWEEN %(first)s AND %(last)s
  AND l.answer_type IN ('text_box', 'char_box') AND NOT l.skipped
  AND l.value_text_box <> ''
ORDER BY f.date_planned, l.id LIMIT 100;

-- name: m4/complaint_indicators
SELECT period, complaints, 100.0 * complaints / orders AS complaint_rate, closed,
       100.0 * closed / complaints AS closed_rate, reopened,
       100.0 * reopened / complaints AS reopened_rate, late,
       100.0 * late / complaints AS late_rate, days_to_close
FROM (SELECT CASE WHEN day_received >= %(first)s THEN 'value'
                  WHEN day_received >= %(prev)s THEN 'previous'
                  ELSE 'last_year' END AS period,
             count(*) AS complaints,
             count(*) FILTER (WHERE is_closed) AS closed,
             count(*) FILTER (WHERE reopen_count > 0) AS reopened,
             avg(days_to_close) FILTER (WHERE is_closed) AS days_to_close,
             count(*) FILTER (WHERE EXISTS (
                 SELECT FROM aftersales_complaint_deadline d
                 WHERE d.complaint_id = c.id
                   AND (d.met_late OR d.date_alarm < %(now)s))) AS late
      FROM aftersales_complaint c
      WHERE company_id = %(store)s AND active
        AND (day_received BETWEEN %(prev)s AND %(last)s
             OR day_received BETWEEN %(year)s AND %(year_last)s)
      GROUP BY 1) complaint
JOIN (SELECT CASE WHEN day >= %(first)s THEN 'value'
                  WHEN day >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
             count(*) AS orders
      FROM (SELECT timezone(%(zone)s, timezone('UTC', date_closed))::date AS day
            FROM repair_order
            WHERE company_id = %(store)s AND state = 'done'
              AND (date_closed BETWEEN %(prev)s::date - 1 AND %(last)s::date + 2
                   OR date_closed BETWEEN %(year)s::date - 1 AND %(year_last)s::date + 2)
           ) settled
      WHERE day BETWEEN %(prev)s AND %(last)s OR day BETWEEN %(year)s AND %(year_last)s
      GROUP BY 1) orders USING (period);

-- name: m4/causes
WITH reason AS (
    SELECT DISTINCT c.id, c.day_received AS day, split_part(k.parent_path, '/', 1) AS root
    FROM aftersales_complaint c
    JOIN {cause_relation} r ON r.aftersales_complaint_id = c.id
    JOIN aftersales_complaint_cause k ON k.id = r.aftersales_complaint_cause_id
    WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(prev)s AND %(last)s)
SELECT coalesce('cause_' || main.code, 'total') AS row,
       count(*) FILTER (WHERE day >= %(first)s
           AND extract(day FROM day) <= 7) AS week_1,
       count(*) FILTER (WHERE day >= %(first)s
           AND extract(day FROM day) BETWEEN 8 AND 14) AS week_2,
       count(*) FILTER (WHERE day >= %(first)s
           AND extract(day FROM day) BETWEEN 15 AND 21) AS week_3,
       count(*) FILTER (WHERE day >= %(first)s
           AND extract(day FROM day) >= 22) AS week_4,
       count(*) FILTER (WHERE day >= %(first)s) AS total,
       count(*) FILTER (WHERE day < %(first)s) AS previous
FROM reason JOIN aftersales_complaint_cause main ON main.id = reason.root::int
GROUP BY ROLLUP (main.code);

-- name: m4/problems
SELECT 'problem_' || k.id AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share,
       100.0 * sum(count(*)) OVER (ORDER BY count(*) DESC, k.id)
           / sum(count(*)) OVER () AS cumulative
FROM aftersales_complaint c
JOIN {cause_relation} r ON r.aftersales_complaint_id = c.id
JOIN aftersales_complaint_cause k ON k.id = r.aftersales_complaint_cause_id
WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(first)s AND %(last)s
GROUP BY k.id ORDER BY count(*) DESC, k.id LIMIT 10;

-- name: m4/responsibility
SELECT 'responsibility_' || coalesce(responsibility, 'none') AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY responsibility;

-- name: m4/functions
SELECT 'function_' || coalesce(function, 'none') AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY function;

-- name: m4/categories
SELECT 'customer_category_id_' || coalesce(customer_category_id::text, 'none') AS row,
       count(*) AS count, 100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY customer_category_id;

-- name: m4/stages
SELECT 'stage_id_' || stage_id AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY stage_id;

-- name: m4/sources
SELECT 'source_' || source AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY source;

-- name: m4/severities
SELECT 'severity_' || severity AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY severity;

-- name: m4/revisits
SELECT 'revisit_result_' || coalesce(revisit_result, 'none') AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY revisit_result;

-- name: m4/evaluations
SELECT 'final_evaluation_' || coalesce(final_evaluation, 'none') AS row,
       count(*) AS count, 100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
GROUP BY final_evaluation;

-- name: m4/complaint_advisors
SELECT 'complaint_advisor_' || coalesce(advisor_id, 0) AS row, complaints,
       orders, 100.0 * complaints / orders AS complaint_rate
FROM (SELECT advisor_id, count(*) AS complaints FROM aftersales_complaint
      WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(first)s AND %(last)s
      GROUP BY advisor_id) c
JOIN (SELECT advisor_id, count(*) AS orders FROM repair_order
      WHERE company_id = %(store)s AND state = 'done'
        AND date_closed BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
        AND timezone(%(zone)s, timezone('UTC', date_closed))::date
            BETWEEN %(first)s AND %(last)s
      GROUP BY advisor_id) r USING (advisor_id);

-- name: m4/complaint_trend
SELECT to_char(date_trunc('month', day_received), 'YYYY-MM') AS row,
       count(*) AS complaints, count(*) FILTER (WHERE is_closed) AS closed,
       count(*) FILTER (WHERE reopen_count > 0) AS reopened
FROM aftersales_complaint
WHERE company_id = %(store)s AND active
  AND day_received BETWEEN %(trend)s AND %(last)s
GROUP BY date_trunc('month', day_received);

-- name: m4/complaint_trend
SELECT to_char(month, 'YYYY-MM') AS row, count(*) AS reasons
FROM (SELECT DISTINCT c.id, date_trunc('month', c.day_received) AS month,
             split_part(k.parent_path, '/', 1) AS root
      FROM aftersales_complaint c
      JOIN {cause_relation} r ON r.aftersales_complaint_id = c.id
      JOIN aftersales_complaint_cause k ON k.id = r.aftersales_complaint_cause_id
      WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(trend)s AND %(last)s
     ) reason
GROUP BY month;

-- name: m4/open_complaints
SELECT c.id::text AS row, c.description AS words, p.name AS customer
FROM aftersales_complaint c LEFT JOIN res_partner p ON p.id = c.partner_id
WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(first)s AND %(last)s
  AND NOT c.is_closed
ORDER BY c.day_received, c.id LIMIT 100;

-- name: m4/complaint_models
SELECT 'model_' || coalesce(v.model_id, 0) AS row, count(*) AS count,
       100.0 * count(*) / sum(count(*)) OVER () AS share
FROM aftersales_complaint c LEFT JOIN fleet_vehicle v ON v.id = c.vehicle_id
WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(first)s AND %(last)s
GROUP BY v.model_id;

-- name: m4/cause_measures
WITH reason AS (
    SELECT DISTINCT c.id, c.day_received >= %(first)s AS is_now,
           split_part(k.parent_path, '/', 1) AS root
    FROM aftersales_complaint c
    JOIN {cause_relation} r ON r.aftersales_complaint_id = c.id
    JOIN aftersales_complaint_cause k ON k.id = r.aftersales_complaint_cause_id
    WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(prev)s AND %(last)s),
measure AS (
    SELECT DISTINCT m.id, m.status, split_part(k.parent_path, '/', 1) AS root
    FROM aftersales_measure m
    JOIN {measure_relation} r ON r.aftersales_measure_id = m.id
    JOIN aftersales_complaint_cause k ON k.id = r.aftersales_complaint_cause_id
    WHERE m.company_id = %(store)s AND m.date_start <= %(last)s
      AND (m.date_done IS NULL OR m.date_done >= %(first)s))
SELECT 'cause_measures_' || m.root AS row, measures, done AS done_measures,
       coalesce(before, 0) AS reasons_before, coalesce(now, 0) AS reasons_now,
       coalesce(now, 0) - coalesce(before, 0) AS reasons_change
FROM (SELECT root, count(*) AS measures, count(*) FILTER (WHERE status = 'done') AS done
      FROM measure GROUP BY root) m
LEFT JOIN (SELECT root, count(*) FILTER (WHERE is_now) AS now,
                  count(*) FILTER (WHERE NOT is_now) AS before
           FROM reason GROUP BY root) r ON r.root = m.root;

-- name: m4/late_complaints
SELECT c.id::text AS row, c.reopen_count AS reopen_times, p.name AS customer
FROM aftersales_complaint c LEFT JOIN res_partner p ON p.id = c.partner_id
WHERE c.company_id = %(store)s AND c.active
  AND c.day_received BETWEEN %(first)s AND %(last)s
  AND (c.reopen_count > 0 OR EXISTS (
      SELECT FROM aftersales_complaint_deadline d
      WHERE d.complaint_id = c.id
        AND (d.met_late OR d.date_alarm < %(now)s)))
ORDER BY c.day_received, c.id LIMIT 100;

-- name: m5/fix_indicators
SELECT CASE WHEN day >= %(first)s THEN 'value'
            WHEN day >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
       count(*) AS orders,
       count(*) FILTER (WHERE redone) AS redone,
       100.0 * count(*) FILTER (WHERE NOT redone) / count(*) AS fix_rate,
       100.0 * count(*) FILTER (WHERE redone) / count(*) AS redone_rate,
       100.0 * count(*) FILTER (WHERE redone_in_warranty)
           / count(warranty_until) AS warranty_rate,
       count(*) FILTER (WHERE intake <> 'walk_in') AS booked,
       100.0 * count(*) FILTER (WHERE intake <> 'walk_in') / count(*) AS booked_rate,
       count(*) FILTER (WHERE intake = 'booked_dealer') AS booked_by_us,
       100.0 * count(*) FILTER (WHERE intake = 'booked_dealer')
           / count(*) FILTER (WHERE intake <> 'walk_in') AS booked_by_us_rate
FROM (SELECT r.intake, r.warranty_until,
             timezone(%(zone)s, timezone('UTC', r.date_closed))::date AS day,
             EXISTS (SELECT FROM repair_order w
                     WHERE w.rework_of_id = r.id AND w.state <> 'cancel') AS redone,
             EXISTS (SELECT FROM repair_order w
                     WHERE w.rework_of_id = r.id AND w.state <> 'cancel'
                       AND timezone(%(zone)s, timezone('UTC',
                           coalesce(w.date_closed, w.create_date)))::date
                           <= r.warranty_until) AS redone_in_warranty
      FROM repair_order r
      WHERE r.company_id = %(store)s AND r.state = 'done'
        AND (r.date_closed BETWEEN %(prev)s::date - 1 AND %(last)s::date + 2
             OR r.date_closed BETWEEN %(year)s::date - 1 AND %(year_last)s::date + 2)
     ) orders
WHERE day BETWEEN %(prev)s AND %(last)s OR day BETWEEN %(year)s AND %(year_last)s
GROUP BY 1;

-- name: m5/fix_indicators
SELECT CASE WHEN date >= %(first)s THEN 'value'
            WHEN date >= %(prev)s THEN 'previous' ELSE 'last_year' END AS period,
       100.0 * count(*) FILTER (WHERE value = 100) / count(*) AS fix_word
FROM aftersales_followup_score
WHERE company_id = %(store)s AND item_code = 'fixed_first_time'
  AND (date BETWEEN %(prev)s AND %(last)s OR date BETWEEN %(year)s AND %(year_last)s)
GROUP BY 1;

-- name: m5/technicians
SELECT 'technician_' || t.hr_employee_id AS row, count(*) AS jobs,
       count(*) FILTER (WHERE redone) AS redone,
       100.0 * count(*) FILTER (WHERE NOT redone) / count(*) AS fix_rate_short,
       100.0 * count(*) FILTER (WHERE redone) / count(*) AS redone_rate_short
FROM (SELECT r.id, EXISTS (SELECT FROM repair_order w
                           WHERE w.rework_of_id = r.id AND w.state <> 'cancel') AS redone
      FROM repair_order r
      WHERE r.company_id = %(store)s AND r.state = 'done'
        AND r.date_closed BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
        AND timezone(%(zone)s, timezone('UTC', r.date_closed))::date
            BETWEEN %(first)s AND %(last)s) orders
JOIN hr_employee_repair_order_rel t ON t.repair_order_id = orders.id
GROUP BY t.hr_employee_id;

-- name: m5/rework_reasons
SELECT 'rework_reason_' || coalesce(w.rework_reason_id, 0) AS row,
       count(DISTINCT r.id) AS count
FROM repair_order r
JOIN repair_order w ON w.rework_of_id = r.id AND w.state <> 'cancel'
WHERE r.company_id = %(store)s AND r.state = 'done'
  AND r.date_closed BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
  AND timezone(%(zone)s, timezone('UTC', r.date_closed))::date
      BETWEEN %(first)s AND %(last)s
GROUP BY w.rework_reason_id;

-- name: m5/technician_reasons
SELECT 'technician_' || t.hr_employee_id AS row,
       'rework_reason_' || coalesce(w.rework_reason_id, 0) AS col,
       count(DISTINCT r.id) AS value
FROM repair_order r
JOIN repair_order w ON w.rework_of_id = r.id AND w.state <> 'cancel'
JOIN hr_employee_repair_order_rel t ON t.repair_order_id = r.id
WHERE r.company_id = %(store)s AND r.state = 'done'
  AND r.date_closed BETWEEN %(first)s::date - 1 AND %(last)s::date + 2
  AND timezone(%(zone)s, timezone('UTC', r.date_closed))::date
      BETWEEN %(first)s AND %(last)s
GROUP BY t.hr_employee_id, w.rework_reason_id;

-- name: m5/workshop_trend
SELECT to_char(date_trunc('month', day), 'YYYY-MM') AS row, count(*) AS orders,
       count(*) FILTER (WHERE redone) AS redone,
       100.0 * count(*) FILTER (WHERE NOT redone) / count(*) AS fix_rate_short,
       100.0 * count(*) FILTER (WHERE intake <> 'walk_in') / count(*) AS booked_rate,
       100.0 * count(*) FILTER (WHERE intake = 'booked_dealer')
           / count(*) FILTER (WHERE intake <> 'walk_in') AS booked_by_us_rate
FROM (SELECT r.intake, timezone(%(zone)s, timezone('UTC', r.date_closed))::date AS day,
             EXISTS (SELECT FROM repair_order w
                     WHERE w.rework_of_id = r.id AND w.state <> 'cancel') AS redone
      FROM repair_order r
      WHERE r.company_id = %(store)s AND r.state = 'done'
        AND r.date_closed BETWEEN %(trend)s::date - 1 AND %(last)s::date + 2) orders
WHERE day BETWEEN %(trend)s AND %(last)s
GROUP BY date_trunc('month', day);

-- name: m6/cohort
WITH came AS (
    SELECT r.vehicle_id, count(*) AS orders,
           CASE WHEN k.is_private THEN 'private' WHEN k.id IS NOT NULL THEN 'business'
                ELSE 'unknown' END AS kind,
           date_trunc('month', timezone(%(zone)s, timezone('UTC', r.date_closed))::date)
               ::date AS month
    FROM repair_order r
    JOIN fleet_vehicle v ON v.id = r.vehicle_id
    LEFT JOIN res_partner p ON p.id = v.owner_id
    LEFT JOIN aftersales_customer_category k ON k.id = p.customer_category_id
    WHERE r.company_id = %(store)s AND r.state = 'done'
      AND timezone(%(zone)s, timezone('UTC', r.date_closed))::date <= %(last)s
    GROUP BY 1, 3, 4),
fate AS (
    SELECT month, kind,
           coalesce(lead(month) OVER vehicle > month + interval '6 months', TRUE)
               AS is_lost,
           sum(orders) OVER vehicle AS visits
    FROM came WINDOW vehicle AS (PARTITION BY vehicle_id ORDER BY month)),
kinds AS (
    SELECT coalesce(kind, 'total') AS row,
           CASE month WHEN %(first)s::date - interval '6 months' THEN 'value'
                      WHEN %(first)s::date - interval '7 months' THEN 'previous'
                      ELSE 'last_year' END AS period,
           count(*) AS came, count(*) FILTER (WHERE is_lost) AS lost,
           count(*) FILTER (WHERE is_lost AND visits = 1) AS once
    FROM fate
    WHERE month IN (%(first)s::date - interval '6 months',
                    %(first)s::date - interval '7 months',
                    %(first)s::date - interval '18 months')
    GROUP BY GROUPING SETS ((kind, month), (month)))
SELECT n.row, n.came, n.lost, n.once, 100.0 * n.lost / n.came AS loss_rate,
       100.0 * p.lost / p.came AS previous, 100.0 * y.lost / y.came AS last_year
FROM kinds n
LEFT JOIN kinds p ON p.row = n.row AND p.period = 'previous'
LEFT JOIN kinds y ON y.row = n.row AND y.period = 'last_year'
WHERE n.period = 'value';

-- name: m6/lost_trend
WITH visit AS (
    SELECT DISTINCT vehicle_id,
           date_trunc('month', timezone(%(zone)s, timezone('UTC', date_closed))::date)
               ::date AS month
    FROM repair_order
    WHERE company_id = %(store)s AND state = 'done' AND vehicle_id IS NOT NULL
      AND timezone(%(zone)s, timezone('UTC', date_closed))::date <= %(last)s)
SELECT 'lost_' || to_char(month, 'YYYY-MM') AS row, count(*) AS came,
       count(*) FILTER (WHERE is_lost) AS lost,
       100.0 * count(*) FILTER (WHERE is_lost) / count(*) AS loss_rate
FROM (SELECT month, coalesce(lead(month) OVER (PARTITION BY vehicle_id ORDER BY month)
                 > month + interval '6 months', TRUE) AS is_lost
      FROM visit) cohort
WHERE month BETWEEN %(trend)s::date - interval '6 months'
                AND %(first)s::date - interval '6 months'
GROUP BY month;

-- name: m6/lost_contacts
SELECT row, n AS count, 100.0 * n / due AS share
FROM (SELECT count(*) AS due, count(*) FILTER (WHERE is_called) AS called,
             count(*) FILTER (WHERE is_called AND is_contact) AS reached,
             count(*) FILTER (WHERE is_effective) AS effective,
             count(*) FILTER (WHERE is_called AND refused) AS refused
      FROM aftersales_followup
      WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
        AND state NOT IN ('skipped', 'cancelled') AND purpose_id = %(lost_vehicle)s) f,
     LATERAL (VALUES ('lost_due', due), ('lost_called', called),
                     ('lost_reached', reached), ('lost_effective', effective),
                     ('lost_refused', refused)
             ) AS line(row, n);

-- name: m6/lost_unreached
SELECT coalesce('outcome_' || outcome_id, 'total') AS row, count(*) AS count
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled') AND purpose_id = %(lost_vehicle)s
  AND is_called AND NOT is_contact
GROUP BY ROLLUP (outcome_id);

-- name: m6/lost_reasons
SELECT 'reason_' || loss_reason_id AS row, count(*) AS count
FROM aftersales_followup
WHERE company_id = %(store)s AND date_planned BETWEEN %(first)s AND %(last)s
  AND state NOT IN ('skipped', 'cancelled') AND purpose_id = %(lost_vehicle)s
  AND loss_reason_id IS NOT NULL
GROUP BY loss_reason_id;

-- name: m6/archive
WITH visit AS (
    SELECT DISTINCT vehicle_id,
           date_trunc('month', timezone(%(zone)s, timezone('UTC', date_closed))::date)
               ::date AS month
    FROM repair_order
    WHERE company_id = %(store)s AND state = 'done' AND vehicle_id IS NOT NULL
      AND timezone(%(zone)s, timezone('UTC', date_closed))::date <= %(last)s)
SELECT 'archive_' || to_char(m, 'YYYY-MM') AS row,
       (SELECT count(*) FROM (SELECT min(month) AS since FROM visit GROUP BY vehicle_id)
            known WHERE since <= m) AS archive_count,
       (SELECT count(DISTINCT vehicle_id) FROM visit
        WHERE month <= m AND month > m - interval '12 months') AS base_count
FROM generate_series(%(trend)s::date, %(first)s::date, interval '1 month') m;

-- name: m1/measures
SELECT id::text AS row, measure
FROM aftersales_measure
WHERE company_id = %(store)s AND date_start <= %(last)s
  AND (date_done IS NULL OR date_done >= %(first)s)
ORDER BY priority DESC, date_due, id;

-- name: m1/measure_status
SELECT 'status_' || status AS row, count(*) AS count
FROM aftersales_measure
WHERE company_id = %(store)s AND date_start <= %(last)s
  AND (date_done IS NULL OR date_done >= %(first)s)
GROUP BY status
UNION ALL
SELECT 'overdue', count(*) FROM aftersales_measure
WHERE company_id = %(store)s AND date_start <= %(last)s
  AND (date_done IS NULL OR date_done >= %(first)s)
  AND status <> 'done' AND date_due <= %(last)s;

-- name: m1/item_measures
SELECT 'item_' || i.code AS row, measures, now_mean AS this_score,
       before_mean AS last_score, now_mean - before_mean AS effect
FROM (SELECT item_id, count(*) AS measures FROM aftersales_measure
      WHERE company_id = %(store)s AND date_start <= %(last)s
        AND (date_done IS NULL OR date_done >= %(first)s)
      GROUP BY item_id) m
JOIN aftersales_satisfaction_item i ON i.id = m.item_id
JOIN (SELECT item_code, avg(value) FILTER (WHERE date >= %(first)s) AS now_mean,
             avg(value) FILTER (WHERE date < %(first)s) AS before_mean
      FROM aftersales_followup_score
      WHERE company_id = %(store)s AND date BETWEEN %(prev)s AND %(last)s
      GROUP BY item_code) s ON s.item_code = i.code;

-- name: m7/goals
SELECT 'goal_' || i.code AS row, avg(s.value) AS value, i.target AS goal
FROM aftersales_followup_score s
JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
  AND i.target > 0
GROUP BY i.code, i.target HAVING avg(s.value) < i.target;

-- name: m7/top_measures
SELECT id::text AS row, measure
FROM (SELECT id, measure, row_number() OVER (
          PARTITION BY function ORDER BY priority DESC, date_due, id) AS place
      FROM aftersales_measure
      WHERE company_id = %(store)s AND date_due >= %(next)s
        AND date_start <= %(next_last)s
        AND (date_done IS NULL OR date_done >= %(next)s)) m
WHERE place <= 5;

-- name: m2/external_survey
SELECT CASE WHEN item.code IS NOT NULL THEN item.code ELSE 'external_mot' END AS row,
       CASE WHEN e.scope <> 'store' THEN e.scope
            WHEN e.date_from >= %(first)s THEN 'value' ELSE 'previous' END AS col,
       coalesce(l.value, e.mot) AS value
FROM aftersales_external_score e
CROSS JOIN LATERAL (
    SELECT item_id, value FROM aftersales_external_score_line
    WHERE score_id = e.id AND advisor_id IS NULL
    UNION ALL SELECT NULL, NULL) l
LEFT JOIN aftersales_satisfaction_item item ON item.id = l.item_id
WHERE e.company_id = %(store)s AND e.kind = 'survey'
  AND (e.date_from BETWEEN %(first)s AND %(last)s
       OR e.scope = 'store' AND e.date_from BETWEEN %(prev)s AND %(prev_last)s);

-- name: m2/external_advisors
SELECT 'external_advisor_' || l.advisor_id AS row, coalesce(i.code, 'mot') AS col,
       l.value
FROM aftersales_external_score e
JOIN aftersales_external_score_line l ON l.score_id = e.id AND l.advisor_id IS NOT NULL
LEFT JOIN aftersales_satisfaction_item i ON i.id = l.item_id
WHERE e.company_id = %(store)s AND e.kind = 'survey' AND e.scope = 'store'
  AND e.date_from BETWEEN %(first)s AND %(last)s AND l.section IS NULL;

-- name: m2/external_advisors
SELECT 'own_advisor_' || s.advisor_id AS row, s.item_code AS col, avg(s.value) AS value
FROM aftersales_followup_score s
JOIN aftersales_satisfaction_item i ON i.code = s.item_code AND i.is_mot
WHERE s.company_id = %(store)s AND s.date BETWEEN %(first)s AND %(last)s
  AND s.advisor_id IN (
      SELECT l.advisor_id FROM aftersales_external_score e
      JOIN aftersales_external_score_line l ON l.score_id = e.id
      WHERE e.company_id = %(store)s AND e.kind = 'survey' AND e.scope = 'store'
        AND e.date_from BETWEEN %(first)s AND %(last)s)
GROUP BY s.advisor_id, s.item_code;
