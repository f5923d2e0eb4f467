//! English.

use super::Lexicon;

pub(super) const EN: Lexicon = Lexicon {
    code: "en",
    terrible: "unacceptable worst terrible horrible horrendous awful appalling disgusting disgust* disgrace* outrage* \
        scam* fraud* cheat* thief thieves steal* stole* robbed rip_off ripoff ripped_off furious livid fuming \
        shocking abysmal atrocious dreadful pathetic ridiculous absurd hate hated never_again \
        never_order_again never_buy_again never_shop_here never_use_again avoid_this stay_away lawyer sue \
        sick_of fed_up had_enough enough_is_enough last_straw complete_joke a_joke bullshit wtf garbage trash \
        crap shit lied liar liars lies nightmare joke_of_a shame_on_you what_a_shame waste_of_money waste_of_time \
        wasted_my rude insult* incompetent zero_stars one_star ignored_me false_advertising",
    bad: "bad disappoint* broken broke breaks damaged damage faulty defect* useless worthless angry \
        annoyed annoying irritat* frustrat* upset unhappy dissatisfied displeased unprofessional \
        unfriendly unhelpful unreliable misleading mislead mistreated complain* complaint ignored \
        ignoring fail* failure crash* smashed cracked shattered torn ripped leaking leaks stained \
        dirty smells smelly mouldy moldy rotten expired spoiled ruined fell_apart falling_apart \
        fall_apart came_apart falls_apart stopped_working not_working doesnt_work didnt_work dont_work \
        isnt_working does_not_work wont_work wont_turn_on wont_start wont_open wrong_item wrong_size \
        wrong_product wrong_order wrong_colour wrong_color wrong_address the_wrong charged_twice \
        double_charged charged_me_twice overcharged billed_twice hung_up want_my_money money_back \
        i_want_a_refund demand_a_refund demand third_time fourth_time fifth_time second_time yet_again \
        once_again same_problem same_issue again_and_again over_and_over still_waiting still_no \
        still_not still_nothing still_hasnt still_havent still_have_not still_has_not still_broken \
        still_missing lost_in gone_missing never_arrived never_came never_received never_showed \
        no_one_answers cheap_quality poor poorly worse sad hurt* regret* stuck unusable unsafe \
        dangerous nonsense trouble troubles nobody_cares dont_care no_help let_down letdown \
        not_good_enough too_long far_too no_longer_works cant_believe can_not_believe get_nowhere \
        getting_nowhere keeps_crashing keeps_failing keeps_freezing freezes hopeless inexcusable \
        unfair mess sloppy ugly terribly badly confus* impossible wrongly cold_food went_cold \
        not_as_described nothing_like no_reply no_response no_answer nobody_answers nobody_replies \
        incorrect on_hold not_what_i not_what_we isnt_what_i wasnt_what_i what_a_mess soaked soaking \
        wet_through leave_you leaving_you switching_to close_my_account closing_my_account \
        cancelling_my flat_battery no_hot_water filthy bedbugs cockroach* hair_in rash burnt raw \
        undercooked stale overcooked inedible stranded missed_my ruining bounced blocked locked_out \
        gave_up given_up go_round_in_circles passed_around runaround every_single_time \
        each_and_every_time dont_read didnt_read didnt_even dont_even havent_even wont_even \
        explain_everything_again repeat_myself",
    poor: "late delay* slow missing problem* issue* error* bug bugs waits waiting waited lost fault \
        mistake* concern* worr* unfortunately sadly too_small too_big too_tight too_large \
        too_expensive expensive overpriced difficult hard_to complicated uncomfortable scratch* \
        unclear wrong unable again_today cancelled_without slower inconvenien* no_sign_of loose thin \
        flimsy noisy boring dies sags wobbl* squeak* shrunk faded bent peeling rusty blurry laggy \
        lagging glitch* glitchy out_of_stock sold_out hours_on_the_phone took_weeks took_ages \
        takes_ages takes_forever took_forever for_ages waited_in",
    fine: "ok okay fine alright nice decent fair good_enough works_now working_now works_again works_fine fixed solved \
        resolved sorted sorted_out easy comfortable quickly fast smooth* on_time in_time better i_like really_like like_it like_the like_how liked \
        likes glad welcome well_made clear no_worries no_rush arrived_safely came_early trust reasonable cool helps \
        helped love_to",
    good: "good great happy pleased satisfied delighted_with helpful friendly kind kindly_helped polite \
        professional efficient reliable thankful grateful appreciat* recommend* enjoy* enjoyed \
        impressed impressive useful lovely beautiful best_regards_and_thanks thank_you_very_much \
        thanks_a_lot many_thanks thanks_so_much thank_you_so_much thanks_a_million huge_thanks \
        big_thanks thanks_for_the_quick thanks_for_your_help thank_you_for_your_help \
        thanks_for_helping thank_you_for_the_quick thanks_for_sorting well_done good_job great_job \
        nice_work works_great works_perfectly works_well works_like_a_charm works_beautifully \
        works_a_treat fits_perfectly comfy pleasure pleasant order_again buy_again shop_again \
        come_back_again will_be_back thoughtful caring patient generous cheers_for stunning gorgeous \
        high_quality smoothly saved_my_day made_my_day life_saver lifesaver sweet charming relieved \
        relief exactly_what_i what_i_wanted just_what_i out_of_his_way out_of_her_way out_of_their_way \
        without_a_hitch no_hassle hassle_free tell_all_my tell_my_friends telling_my_friends \
        telling_all_my spread_the_word shout_out kudos hats_off nice_gesture nice_touch well_worth \
        worth_every good_value bargain stylish tasty delicious cosy cozy spotless soft sturdy \
        welcoming accommodating courteous attentive on_the_ball legend legends star stars hero heroes \
        champion champ",
    superb: "excellent amazing awesome fantastic wonderful brilliant outstanding superb perfect perfectly flawless \
        exceptional incredible love loved loving loves best thrilled delighted ecstatic over_the_moon marvellous \
        marvelous fabulous magnificent phenomenal five_stars 5_stars cant_recommend_enough couldnt_be_happier \
        could_not_be_happier couldnt_be_better couldnt_ask_for_more exceeded_my_expectations first_class \
        top_notch spectacular lifesavers blown_away",
    courtesy: "thank_you thanks thx ty thank cheers thanks_again",
    nothing: "good_morning good_day good_afternoon good_evening good_night good_luck best_regards kind_regards \
        warm_regards with_kind best_wishes all_the_best at_best best_way best_time what_kind kind_of \
        any_kind this_kind some_kind quick_question as_quickly_as as_fast_as as_soon_as better_to \
        please_wait cant_wait_to no_longer thank_god as_well or_better how_late no_thanks no_thank_you \
        it_is_ok_if ok_if",
    expected: "arriv* receiv* deliver* came come answer* repl* respon* fix* resolv* solv* work works working function* \
        help log_in login sign_in access connect refund* hear heard contact* fit fits care reach load loads \
        register turn_on show_up showed_up worth honour* acceptable picks_up pick_up happen* understand* \
        heard_back get_through got_through",
    not: "not no never dont doesnt didnt isnt arent wasnt werent cant cannot couldnt wont wouldnt havent hasnt hadnt \
        nobody noone no_one none nothing without neither nor aint shouldnt refuse refuses refused hardly barely unable \
        fails failed nowhere zero",
    not_after: "",
    very: "pretty very really so soo extremely absolutely totally completely incredibly utterly super highly deeply truly \
        too most quite especially particularly beyond fully entirely such much always constantly",
    slightly: "slightly bit somewhat little kinda fairly a_little partly almost sort_of kind_of",
    but: "but however although though nevertheless yet_the except still_though",
    please: "please pls plz could_you can_you would_like kindly advance would_you",
};
