{# Takes a bigint column of cents; gives euros with two digits. #}
{% macro cents_to_euros(column) %}
  ({{ column }} / 100)::numeric(18, 2)
{% endmacro %}
