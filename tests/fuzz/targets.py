"""What is fuzzed: the properties that the tests of each floor state, and where they stand."""

from pathlib import Path

TESTS = Path(__file__).parents[1]

TARGETS = {
    "multipart": (
        "practice/test_practice_multipart.py",
        "test_any_bytes_are_cut_alike_however_they_are_fed",
    ),
    "multipart-kept": (
        "practice/test_practice_multipart.py",
        "test_of_any_bytes_no_more_is_kept_than_was_sent",
    ),
    "boundary": (
        "practice/test_practice_multipart.py",
        "test_any_content_type_has_a_boundary_or_is_complained_of",
    ),
    "query": ("practice/test_practice_exchange.py", "test_any_query_can_be_asked"),
    "number": (
        "practice/test_practice_exchange.py",
        "test_a_number_is_within_its_bounds_or_refused",
    ),
    "routes": ("practice/test_practice_routes.py", "test_any_path_finds_a_route_or_none"),
    "token": ("practice/test_practice_token.py", "test_any_target_is_inside_or_not"),
    "server": (
        "practice/test_practice_hostile.py",
        "test_whatever_is_sent_it_answers_or_hangs_up_and_goes_on",
    ),
    "package": ("practice/cloud/test_archive.py", "test_any_bytes_are_a_package_or_refused"),
    "damage": ("practice/cloud/test_archive.py", "test_a_damaged_package_is_unpacked_or_refused"),
    "source": ("practice/cloud/test_source.py", "test_any_text_is_read_or_refused"),
    "records": ("practice/cloud/test_records.py", "test_any_file_is_read_or_refused"),
    "address": ("net/test_address.py", "test_any_text_is_a_sound_address_or_none"),
    "redirect": ("net/test_address.py", "test_any_location_leads_to_a_sound_address_or_nowhere"),
    "decoding": (
        "core/test_decoding.py",
        "test_any_bytes_are_decoded_or_refused_alike_however_they_come",
    ),
    "places": ("core/test_places.py", "test_it_refuses_what_json_refuses_and_nothing_else"),
    "text": ("core/test_text.py", "test_any_bytes_of_any_type_become_a_text"),
    "headers": ("core/test_headers.py", "test_of_any_headers_only_sound_ones_are_sent"),
    "answer-headers": ("core/test_headers.py", "test_any_headers_of_an_answer_can_be_read"),
    "anatomy": ("core/test_anatomy.py", "test_any_bytes_are_cut_into_pieces_that_make_them_up"),
    "options": ("core/test_options.py", "test_any_options_are_checked"),
    "budget": ("core/test_options.py", "test_any_timeout_gives_a_budget"),
    "domains": ("net/test_address.py", "test_any_entry_is_an_origin_or_refused"),
    "explain": ("spec/test_errors.py", "test_whatever_is_pasted_is_explained_or_not"),
}
"""Name of a target: the test file, and the property in it, a test with ``@given``."""
